#include <engine/cli/drift_command.hpp>

#include <engine/cli/flow.hpp>
#include <engine/render/plan_json.hpp>
#include <engine/render/plan_markdown.hpp>
#include <engine/render/plan_text.hpp>
#include <engine/render/sql_script.hpp>

namespace schemadiff::cli
{

ExitCode run(DriftOptions const &options, Terminal &terminal)
{
    auto const planned =
        compared({options.states, options.common, options.schemas, options.strict_coverage},
                 terminal)
            .plan(false, plan::Ways::plain, OnDrop::discard);
    auto const text = [&] {
        switch (options.format) {
        case Format::text:
            return render::drift_text(planned.plan,
                                      {.colour = terminal.colour() && !options.output,
                                       .width = options.width.value_or(terminal.width())});
        case Format::sql:
            return render::up_script(planned.plan);
        case Format::json:
            return render::plan_json(planned.plan);
        case Format::markdown:
            return render::plan_markdown(planned.plan);
        }
        return std::string{};
    }();
    deliver(text, options.output, terminal);
    return planned.plan.empty() ? ExitCode::done : ExitCode::differences;
}

} // namespace schemadiff::cli
