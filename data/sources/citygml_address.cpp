#include "data/sources/citygml_attributes.h"

#include <string>

namespace twin::data {

std::string read_xal_address(const XmlNode& address) {
    std::string street = address.text_below("ThoroughfareName");
    std::string number;
    if (const XmlNode* thoroughfare = address.find_below("Thoroughfare")) {
        for (const XmlNode* child = thoroughfare->first_child; child; child = child->next)
            if (child->is("ThoroughfareNumber") && !child->text.empty())
                number += (number.empty() ? "" : ", ") + std::string(child->text);
        // xAL 3 (CityGML 3.0) calls both NameElement and Number.
        if (street.empty()) street = thoroughfare->text_below("NameElement");
        if (number.empty()) number = thoroughfare->text_below("Number");
    }
    if (number.empty()) number = address.text_below("ThoroughfareNumber");
    std::string town = address.text_below("LocalityName");
    if (const XmlNode* locality = address.find_below("Locality"); town.empty() && locality)
        town = locality->text_below("NameElement");
    std::string code = address.text_below("PostalCodeNumber");
    if (const XmlNode* postal = address.find_below("PostalCode"); code.empty() && postal) {
        code = std::string(postal->text);
        if (code.empty()) code = postal->text_below("Identifier");
    }
    std::string out = street;
    const auto add = [&out](const std::string& word, const char* between) {
        if (word.empty()) return;
        if (!out.empty()) out += between;
        out += word;
    };
    add(number, " ");
    const std::string place = code.empty() || town.empty() ? code + town : code + " " + town;
    add(place, ", ");
    return out;
}

}  // namespace twin::data
