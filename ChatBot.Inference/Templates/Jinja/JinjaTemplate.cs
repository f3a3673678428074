using ChatBot.Inference.Templates.Jinja.Library;
using ChatBot.Inference.Templates.Jinja.Nodes;
using ChatBot.Inference.Templates.Jinja.Syntax;

namespace ChatBot.Inference.Templates.Jinja;

/// <summary>
/// A parsed template of the language that chat templates are written in: Jinja2 with loop controls, in its immutable sandbox,
/// as transformers sets it up. It reaches nothing but what it is given, and is bounded in steps, depth and output. Immutable and
/// thread-safe.
/// </summary>
internal sealed class JinjaTemplate
{
    private readonly Block _body;

    /// <param name="source">The template.</param>
    /// <exception cref="TemplateException">It is malformed.</exception>
    public JinjaTemplate(string source) => _body = TemplateParser.Parse(source);

    /// <param name="variables">Values as <see cref="Values.Value"/> describes them.</param>
    /// <param name="time">The clock behind <c>strftime_now</c>.</param>
    /// <returns>What the template wrote.</returns>
    /// <exception cref="TemplateException">The template failed, refused, or ran over its bounds.</exception>
    public string Render(IEnumerable<KeyValuePair<string, object?>> variables, TimeProvider time)
    {
        var globals = Globals.Create();
        foreach (var (name, value) in variables) globals.Set(name, value);
        var context = new RenderContext(globals, time);
        try
        {
            context.Budget.Hold(() => _body.Render(context));
            return context.Output;
        }
        catch (Exception e) when (e is OverflowException or ArgumentException or InvalidOperationException or InvalidCastException
            or IndexOutOfRangeException or FormatException)
        {
            // Sorting wraps what comparing has thrown.
            throw e.InnerException as TemplateException ?? new TemplateException($"the template failed: {e.Message}", e);
        }
    }
}
