#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/source.h"
#include "data/sources/citygml_geometry.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// Turns the element tree of one city object member after the other into features.
/// Owner: one run of CityGmlSource::read.  Thread: one at a time.
class CityGmlObjects {
  public:
    CityGmlObjects(const XmlPieceParser& piece, int wanted_lod, SourceSink& sink)
        : geometry_(piece), wanted_lod_(wanted_lod), sink_(sink) {}

    void set_default_dimension(int dimension) { geometry_.set_default_dimension(dimension); }
    /// Reads all objects of a member (the element cityObjectMember itself).
    void read_member(const XmlNode& member);
    /// Complaints that hold for the whole file, each once.
    void complain_in_total(const std::string& file);
    std::uint64_t count() const { return count_; }  ///< Features handed over.

  private:
    /// An object being read; parts follow the object that they belong to.
    struct Draft {
        const XmlNode* node = nullptr;
        Feature feature;
        GeometryTrouble trouble;
        std::vector<std::string> doubts;
        int parent = -1;  ///< Index of the object it is part of.
        int parts = 0;    ///< Building parts or traffic areas below it.
        int best_part_lod = -1;
    };

    void read_object(const XmlNode& node, int parent, int depth);
    void read_nested(const XmlNode& node, int self, int depth);
    void choose_lod(Draft& draft);
    void read_boundary(Draft& draft, const XmlNode& boundary);
    void read_boundaries(Draft& draft);
    void read_own_geometry(Draft& draft);
    void read_implicit(Draft& draft, const XmlNode& property);
    void settle_heights(Draft& draft);
    void settle_by_kind(Draft& draft);
    void complain_about(Draft& draft);
    void hand_over();

    CityGmlGeometry geometry_;
    int wanted_lod_;
    SourceSink& sink_;
    std::vector<Draft> drafts_;
    std::uint64_t count_ = 0;
    std::uint64_t other_lod_ = 0;  ///< Objects without the level of detail that was asked for.
    std::uint64_t only_lod4_ = 0;
    std::uint64_t prototypes_ = 0;                   ///< Implicit geometries shown as a point.
    std::map<std::string, std::uint64_t> foreign_;   ///< Content outside CityGML, by element.
    std::map<std::string, std::uint64_t> faceless_;  ///< Areas without an area, by element.
    std::map<std::string, std::uint64_t> unread_;    ///< CityGML objects that the program does not show, by element.
};

/// The kind of a city object element, or nullopt when it is none that is read.
std::optional<FeatureKind> citygml_kind(const XmlName& name);

}  // namespace twin::data
