#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/feature.h"
#include "data/sources/gltf_document.h"

namespace twin::data::gltf {

/// Attributes of the buildings (features) of a document, one row each.
struct AttributeTable {
    struct Column {
        std::string name;
        std::function<AttributeValue(std::size_t row)> value;
    };
    std::size_t rows = 0;
    std::vector<Column> columns;

    void fill(std::size_t row, Attributes& attributes) const;
};

/// The values among `attributes` that name the thing: its id in the file (gml:id, GlobalId, id ...), or empty.
std::string id_among(const Attributes& attributes);
/// `name` under whatever spelling becomes keys::name.
void settle_names(Attributes& attributes);

/// Source: EXT_structural_metadata 1.0, property tables. Lists and what cannot be read are left out.
std::vector<AttributeTable> property_tables(Document& document);

/// Source: 3D Tiles 1.0, 7.2 "Batch table". `binary` must outlive the table; what does not fit is left out.
AttributeTable batch_table(const Json& json, std::span<const std::byte> binary, std::size_t rows);

}  // namespace twin::data::gltf
