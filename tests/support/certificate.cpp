#include <support/certificate.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace schemadiff::test
{

namespace fs = std::filesystem;

std::optional<scratch::Account> account_of(fs::path const &path)
{
    struct stat found {
    };
    if (geteuid() != 0 || stat(path.c_str(), &found) != 0 || found.st_uid == 0) {
        return std::nullopt;
    }
    return scratch::Account{found.st_uid, found.st_gid};
}

std::optional<fs::path> Certificate::program()
{
    for (auto const *folder : {"/usr/bin", "/usr/local/bin"}) {
        if (access((fs::path{folder} / "openssl").c_str(), X_OK) == 0) {
            return fs::path{folder} / "openssl";
        }
    }
    return std::nullopt;
}

Certificate::Certificate(std::optional<scratch::Account> const &reader)
{
    auto name = (fs::temp_directory_path() / "schemadiff-certificate-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error{"cannot make a folder for a certificate"};
    }
    folder_ = name;
    auto const finished = scratch::run(
        {{program().value().string(), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
          "-subj", "/CN=localhost", "-keyout", key().string(), "-out", file().string()},
         std::nullopt});
    if (finished.exit_code != 0) {
        throw std::runtime_error{"openssl makes no certificate: " + finished.output};
    }
    for (fs::path const &one : {folder_, file(), key()}) {
        bool const is_given = !reader || chown(one.c_str(), reader->user, reader->group) == 0;
        if (!is_given || chmod(one.c_str(), one == folder_ ? 0700 : 0600) != 0) {
            throw std::runtime_error{"cannot give a certificate to the server"};
        }
    }
}

Certificate::~Certificate()
{
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

} // namespace schemadiff::test
