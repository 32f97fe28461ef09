// Compares like with like: brings a desired state and the current one so close together that
// whatever differs afterwards is a real difference. Texts that mean the same become the same, in
// four ways, each of which says "equal" only where that is certain: the same text, a pair known
// from an earlier apply, the same tree, and a server's own word.
#pragma once

#include <engine/elaborate/scratch_build.hpp>
#include <engine/execute/expressions.hpp>
#include <engine/plan/renames.hpp>
#include <schemadiff/model/claims.hpp>
#include <schemadiff/plan/plan.hpp>

#include <map>
#include <set>
#include <string>

namespace schemadiff::elaborate
{

struct Settled {
    Catalog before; // the current state under its new names
    Catalog after;  // the desired state, with what it does not claim, in the server's words
    std::vector<plan::Rename> renames;
    std::vector<Undecided> undecided; // compared as equal, and named
    std::map<std::string, int> left_alone;
    // What was found to mean the same, for the journal.
    std::vector<execute::ExpressionPair> pairs;
};

// Throws Failure where the server refuses what the desired state says, with its file and line.
// What is described in `as_wished` keeps its own text where nobody can compare it: it is made anew.
Settled settled(Catalog const &current, Catalog const &desired, Claims const &claims,
                std::vector<execute::ExpressionPair> const &known, Workshop &workshop,
                std::set<std::string> const &as_wished = {});

} // namespace schemadiff::elaborate
