// What each command takes: its options, its arguments, what does not go together, and its exit
// codes. The one place to add an option; arguments.cpp makes it work.
#pragma once

#include <engine/cli/command.hpp>
#include <engine/cli/options.hpp>

namespace schemadiff::cli
{

void describe(Command &command, PlanOptions &options);
void describe(Command &command, ApplyOptions &options);
void describe(Command &command, DriftOptions &options);
void describe(Command &command, InspectOptions &options);
void describe(Command &command, ValidateOptions &options);
void describe(Command &command, ResumeOptions &options);
void describe(Command &command, RollbackOptions &options);
void describe(Command &command, VerifyOptions &options);
void describe(Command &command, AdoptOptions &options);
void describe(Command &command, StatusOptions &options);
void describe(Command &command, BackupOptions &options);
void describe(Command &command, PurgeOptions &options);
void describe(Command &command, HistoryOptions &options);
void describe(Command &command, DoctorOptions &options);
void describe(Command &command, VersionOptions &options);
void describe(Command &command, CompletionOptions &options);

} // namespace schemadiff::cli
