#include <schemadiff/model/body.hpp>

namespace schemadiff
{

Body::Body(Body const &other)
    : kind_{other.kind_}, value_{
                              visit([]<class T>(T const &value) -> void * { return new T(value); },
                                    other)}
{
}

Body::~Body()
{
    if (value_ != nullptr) {
        visit([](auto &value) { delete &value; }, *this);
    }
}

} // namespace schemadiff
