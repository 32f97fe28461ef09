// Nothing of its own: the target that the precompiled headers of the tests are made in.
#include <support/catch.hpp>
