#include <schemadiff/model/body.hpp>
#include <schemadiff/model/kind_facts.hpp>
#include <schemadiff/model/object_id.hpp>
#include <schemadiff/model/satellite.hpp>

#include <array>

namespace schemadiff
{

namespace
{

constexpr char separator = '\0';

template <class Parts>
std::string joined(Parts const &parts)
{
    std::string path;
    bool first = true;
    for (std::string_view const part : parts) {
        if (!first) {
            path += separator;
        }
        path += part;
        first = false;
    }
    return path;
}

} // namespace

ObjectId::ObjectId(Kind kind, std::initializer_list<std::string_view> parts)
    : kind_{kind}, path_{joined(parts)}
{
}

ObjectId::ObjectId(Kind kind, std::vector<std::string> const &parts)
    : kind_{kind}, path_{joined(parts)}
{
}

ObjectId ObjectId::from_path(Kind kind, std::string path)
{
    ObjectId id;
    id.kind_ = kind;
    id.path_ = std::move(path);
    return id;
}

std::vector<std::string_view> ObjectId::parts() const
{
    std::vector<std::string_view> parts;
    std::string_view rest = path_;
    for (;;) {
        auto const end = rest.find(separator);
        parts.push_back(rest.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        rest.remove_prefix(end + 1);
    }
}

std::string_view ObjectId::part(std::size_t index) const
{
    std::string_view rest = path_;
    for (; index > 0; --index) {
        auto const end = rest.find(separator);
        if (end == std::string_view::npos) {
            return {};
        }
        rest.remove_prefix(end + 1);
    }
    return rest.substr(0, rest.find(separator));
}

std::string_view ObjectId::name() const
{
    std::string_view const path = path_;
    auto const start = path.rfind(separator);
    return start == std::string_view::npos ? path : path.substr(start + 1);
}

bool ObjectId::is_below(ObjectId const &ancestor) const
{
    return path_.size() > ancestor.path_.size() && path_.starts_with(ancestor.path_) &&
           path_[ancestor.path_.size()] == separator;
}

ObjectId ObjectId::renamed(std::string_view name) const
{
    return from_path(kind_, path_.substr(0, path_.size() - this->name().size()).append(name));
}

ObjectId ObjectId::as(Kind kind) const
{
    return from_path(kind, path_);
}

ObjectId ObjectId::up(Kind kind) const
{
    auto const start = path_.rfind(separator);
    return from_path(kind, start == std::string::npos ? path_ : path_.substr(0, start));
}

ObjectId ObjectId::child(Kind kind, std::string_view name) const
{
    return from_path(kind, (path_ + separator).append(name));
}

std::string_view word(Kind kind)
{
    static constexpr auto words = [] {
        std::array<std::string_view, Kinds::size> all{};
        std::size_t at = 0;
        Kinds::for_each([&]<class T>(T *) { all[at++] = T::word; });
        return all;
    }();
    return words[static_cast<std::size_t>(kind)];
}

ObjectId satellite_id(Kind kind, ObjectId const &subject,
                      std::initializer_list<std::string_view> more)
{
    std::vector<std::string> parts{std::string(word(subject.kind()))};
    for (std::string_view const part : subject.parts()) {
        parts.emplace_back(part);
    }
    parts.insert(parts.end(), more.begin(), more.end());
    return {kind, parts};
}

std::string signature_text(ObjectId const &id)
{
    std::string const last{id.name()};
    switch (facts(id.kind()).key) {
    case KeyForm::name:
    case KeyForm::relation:
        return {};
    case KeyForm::signature:
    case KeyForm::routine:
        return "(" + last + ")";
    case KeyForm::method:
        return " using " + last;
    case KeyForm::words:
        return std::string{id.part(0)} + " as " + last;
    case KeyForm::scope:
        return std::string{id.part(0)} +
               (id.part(1).empty() ? "" : " in " + std::string{id.part(1)}) + " on " + last;
    }
    return {};
}

namespace
{

// An id from a plan file may name anything.
std::string described_subject(ObjectId const &id)
{
    auto const subject = subject_of(id);
    return is_satellite(subject) ? std::string(id.parts().front()) : described(subject);
}

} // namespace

std::string described(ObjectId const &id)
{
    auto parts = id.parts();
    if (id.kind() == kind_of<Comment>) {
        return "comment on " + described_subject(id);
    }
    if (id.kind() == kind_of<SecurityLabel>) {
        return "security label of " + std::string(id.name()) + " on " + described_subject(id);
    }
    if (id.kind() == kind_of<Grant>) {
        auto const grantee = parts[parts.size() - 2];
        std::string text = "grant on " + described_subject(id);
        return text.append(" to ").append(grantee.empty() ? "its owner" : grantee);
    }
    std::string text{word(id.kind())};
    auto const signature = signature_text(id);
    if (facts(id.kind()).key == KeyForm::words || facts(id.kind()).key == KeyForm::scope) {
        return text + ' ' + signature;
    }
    if (!signature.empty()) {
        parts.pop_back();
    }
    char before = ' ';
    for (std::string_view const part : parts) {
        text += before;
        text.append("\"").append(part).append("\"");
        before = '.';
    }
    return text + signature;
}

} // namespace schemadiff
