#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace twin::data {

/// Whether `bytes` is valid UTF-8; plain ASCII is looked at eight bytes at a time.
bool is_utf8(std::string_view bytes);

/// Whether text of that declared encoding can be read ("UTF-8", "US-ASCII", "ISO-8859-1", "ISO-8859-15",
/// "windows-1252", in any case).
bool knows_encoding(std::string_view encoding);
bool is_unicode(std::string_view encoding);  ///< UTF-8 or its subset ASCII.

/// `bytes` of a known one-byte encoding as UTF-8.
std::string to_utf8(std::string_view bytes, std::string_view encoding);

/// What an element's raw content says: comments and instructions left out, CDATA and entities opened. Appends to `out`.
/// Errors: false at an entity that XML does not define.
bool append_content(std::string_view raw, std::string& out);

/// Trimmed of XML's white space.
std::string_view trim_xml(std::string_view text);

/// The same number for the same text in every run; ids are compared by it.
std::uint64_t hash_of(std::string_view text);

}  // namespace twin::data
