#include "data/sources/citygml_tree.h"

namespace twin::data {

std::string_view XmlNode::attribute(std::string_view local) const {
    for (std::uint32_t i = 0; i < attribute_count; ++i)
        if (attributes[i].name->local == local) return attributes[i].value;
    return {};
}

const XmlNode* XmlNode::child(std::string_view local) const {
    for (const XmlNode* node = first_child; node; node = node->next)
        if (node->name->local == local) return node;
    return nullptr;
}

std::string_view XmlNode::child_text(std::string_view local) const {
    const XmlNode* node = child(local);
    return node ? node->text : std::string_view{};
}

const XmlNode* XmlNode::find_below(std::string_view local) const {
    for (const XmlNode* child = first_child; child; child = child->next) {
        if (child->is(local)) return child;
        if (const XmlNode* found = child->find_below(local)) return found;
    }
    return nullptr;
}

std::string XmlNode::text_below(std::string_view local) const {
    const XmlNode* found = find_below(local);
    return found ? std::string(found->text) : std::string();
}

}  // namespace twin::data
