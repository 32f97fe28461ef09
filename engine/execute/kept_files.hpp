// What a run has kept goes on into CSV files, where that is wished (on_drop: csv). It is in the
// journal's schema until its file is whole and on the disk, so that no crash loses a row; the empty
// table stays, for the way back.
#pragma once

#include <engine/execute/run_steps.hpp>

#include <string>
#include <vector>

namespace schemadiff::execute
{

// What of the run is not in a file yet, into Work::options->backup_folder. The result says where.
// Throws Failure where a file cannot be written; then the rest stays where it is.
std::vector<std::string> move_to_files(Work const &work, Plan const &plan, RunId run);

} // namespace schemadiff::execute
