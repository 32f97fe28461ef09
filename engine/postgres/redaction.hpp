// Takes secrets out of text that somebody else wrote: libpq quotes a whole URL when it
// cannot read it, and poolers echo what they were sent. Everything from outside that ends in
// a message passes through here.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace schemadiff::postgres
{

// The text with `***` for the password of every URL and every `password=` in it, and for each
// of the `secrets` wherever it stands. Secrets under four bytes are not searched for: they
// would match by chance, and the holes would tell what they are.
std::string redacted(std::string_view text, std::span<std::string const> secrets = {});

} // namespace schemadiff::postgres
