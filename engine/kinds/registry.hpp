// The list of rules, one entry for each kind of model/kind.hpp and in the same order.
#pragma once

#include <engine/kinds/rules.hpp>

#include <array>

namespace schemadiff::kinds
{

// Rules of one kind.
Rules const &rules_of(Kind kind);
std::array<Rules const *, Kinds::size> const &all_rules();

// Everything that an object needs: what its fields refer to, then what its SQL text names.
std::vector<ObjectId> dependencies(Object const &object, Catalog const &catalog);

// What an object stands on where it is made or dropped: these, what its rules say that it comes
// after, and the roles that it names, which nobody makes way for.
std::vector<ObjectId> place_of(Object const &object, Context const &context);

namespace role
{
extern Rules const rules;
}
namespace membership
{
extern Rules const rules;
}
namespace schema
{
extern Rules const rules;
}
namespace extension
{
extern Rules const rules;
}
namespace extension_member
{
extern Rules const function_rules;
extern Rules const relation_rules;
} // namespace extension_member
namespace enumeration
{
extern Rules const rules;
}
namespace sequence
{
extern Rules const rules;
extern Rules const owner_rules;
} // namespace sequence
namespace function
{
extern Rules const rules;
}
namespace table
{
extern Rules const rules;
extern Rules const row_security_rules;
extern Rules const replica_identity_rules;
extern Rules const cluster_mark_rules;
} // namespace table
namespace column
{
extern Rules const rules;
extern Rules const default_rules;
} // namespace column
namespace identity_sequence
{
extern Rules const rules;
}
namespace constraint
{
extern Rules const primary_key_rules;
extern Rules const unique_rules;
extern Rules const check_rules;
extern Rules const foreign_key_rules;
} // namespace constraint
namespace index
{
extern Rules const rules;
}
namespace row_type
{
extern Rules const rules;
}
namespace inheritance
{
extern Rules const rules;
}
namespace partition
{
extern Rules const rules;
extern Rules const index_rules;
} // namespace partition
namespace view
{
extern Rules const rules;
}
namespace trigger
{
extern Rules const rules;
}
namespace policy
{
extern Rules const rules;
}
namespace comment
{
extern Rules const rules;
}
namespace security_label
{
extern Rules const rules;
}
namespace grant
{
extern Rules const rules;
}
namespace collation
{
extern Rules const rules;
}
namespace composite_type
{
extern Rules const rules;
extern Rules const attribute_rules;
} // namespace composite_type
namespace domain
{
extern Rules const rules;
extern Rules const check_rules;
} // namespace domain
namespace range_type
{
extern Rules const rules;
}
namespace access_method
{
extern Rules const rules;
}
namespace aggregate
{
extern Rules const rules;
}
namespace operation
{
extern Rules const rules;
extern Rules const family_rules;
extern Rules const class_rules;
} // namespace operation
namespace cast
{
extern Rules const rules;
}
namespace conversion
{
extern Rules const rules;
}
namespace text_search
{
extern Rules const parser_rules;
extern Rules const template_rules;
extern Rules const dictionary_rules;
extern Rules const configuration_rules;
} // namespace text_search
namespace foreign_data
{
extern Rules const wrapper_rules;
extern Rules const server_rules;
extern Rules const user_mapping_rules;
} // namespace foreign_data
namespace exclusion
{
extern Rules const rules;
}
namespace materialized_view
{
extern Rules const rules;
}
namespace statistics
{
extern Rules const rules;
}
namespace publication
{
extern Rules const rules;
extern Rules const table_rules;
} // namespace publication
namespace subscription
{
extern Rules const rules;
}
namespace default_privileges
{
extern Rules const rules;
extern Rules const grant_rules;
} // namespace default_privileges
namespace event_trigger
{
extern Rules const rules;
}
namespace rule
{
extern Rules const rules;
}

} // namespace schemadiff::kinds
