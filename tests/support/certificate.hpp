// A certificate that signs itself, for servers of tests that speak TLS. Made by openssl.
#pragma once

#include <engine/scratch/process.hpp>

#include <filesystem>
#include <optional>

namespace schemadiff::test
{

// Who owns a file, where we are root and it is not ours: the account that a server runs as.
std::optional<scratch::Account> account_of(std::filesystem::path const &path);

class Certificate
{
public:
    // The key may be read by this account alone.
    explicit Certificate(std::optional<scratch::Account> const &reader);
    ~Certificate();
    Certificate(Certificate const &) = delete;
    Certificate &operator=(Certificate const &) = delete;

    // Nothing where openssl is not installed; such tests go without TLS.
    static std::optional<std::filesystem::path> program();

    [[nodiscard]] std::filesystem::path file() const { return folder_ / "server.crt"; }
    [[nodiscard]] std::filesystem::path key() const { return folder_ / "server.key"; }

private:
    std::filesystem::path folder_;
};

} // namespace schemadiff::test
