// All kinds together: the variant of their structs.
#pragma once

#include <schemadiff/model/kind.hpp>
#include <schemadiff/model/kinds/column.hpp>
#include <schemadiff/model/kinds/constraints.hpp>
#include <schemadiff/model/kinds/default_privileges.hpp>
#include <schemadiff/model/kinds/enum.hpp>
#include <schemadiff/model/kinds/extension.hpp>
#include <schemadiff/model/kinds/foreign_data.hpp>
#include <schemadiff/model/kinds/function.hpp>
#include <schemadiff/model/kinds/index.hpp>
#include <schemadiff/model/kinds/partition.hpp>
#include <schemadiff/model/kinds/policy.hpp>
#include <schemadiff/model/kinds/replication.hpp>
#include <schemadiff/model/kinds/routines.hpp>
#include <schemadiff/model/kinds/rules.hpp>
#include <schemadiff/model/kinds/satellites.hpp>
#include <schemadiff/model/kinds/schema.hpp>
#include <schemadiff/model/kinds/sequence.hpp>
#include <schemadiff/model/kinds/table.hpp>
#include <schemadiff/model/kinds/text_search.hpp>
#include <schemadiff/model/kinds/trigger.hpp>
#include <schemadiff/model/kinds/types.hpp>
#include <schemadiff/model/kinds/view.hpp>

namespace schemadiff
{

using Body = Kinds::Variant;

} // namespace schemadiff
