using ChatBot.Inference.Templates.Jinja;
using ChatBot.Inference.Templates.Jinja.Values;
using ChatBot.Inference.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Inference.Templates;

/// <summary>
/// A model's chat template: turns a conversation into the one text that the model was trained on. What people wrote stays text,
/// even where it looks like a control token. Immutable and thread-safe.
/// </summary>
public sealed class ChatTemplate
{
    private const string Probe = "probe 7c1f";
    private const string EndProbe = "end probe 5d0a";
    private readonly TextTokenizer _tokenizer;
    private readonly TimeProvider _time;
    private readonly TemplateFiles _files;
    private readonly JinjaTemplate _standard;
    private readonly JinjaTemplate? _forTools;

    private ChatTemplate(TemplateFiles files, TextTokenizer tokenizer, TimeProvider time)
    {
        _files = files;
        _tokenizer = tokenizer;
        _time = time;
        _standard = new JinjaTemplate(files.Source);
        _forTools = files.ToolSource is null ? null : new JinjaTemplate(files.ToolSource);
    }

    /// <summary>
    /// Reads the template of a model: <c>chat_template.jinja</c>, or else <c>chat_template</c> in <c>chat_template.json</c> or in
    /// <c>tokenizer_config.json</c>, a text or a list of named ones of which <c>default</c> is taken (and <c>tool_use</c> where tools are given).
    /// </summary>
    /// <param name="modelDirectory">The folder of the model.</param>
    /// <param name="tokenizer">The model's tokenizer, which knows the control tokens.</param>
    /// <param name="time">The clock for templates that write today's date; the system's when null.</param>
    /// <exception cref="InvalidDataException">No template, or a damaged one; the message names the file and the reason.</exception>
    public static ChatTemplate FromDirectory(string modelDirectory, TextTokenizer tokenizer, TimeProvider? time = null)
    {
        var files = TemplateFiles.Read(modelDirectory);
        try
        {
            return new ChatTemplate(files, tokenizer, time ?? TimeProvider.System);
        }
        catch (TemplateException e)
        {
            throw new InvalidDataException($"{modelDirectory}: the chat template cannot be used, {e.Message}.", e);
        }
    }

    /// <summary>The text of the end-of-text token, as the model's files name it; null where they do not.</summary>
    public string? EndOfText => _files.Variables.GetValueOrDefault("eos_token") as string;

    /// <summary>The template as it is written.</summary>
    internal string Source => _files.Source;

    /// <summary>Uses a template that is at hand as text.</summary>
    /// <param name="source">The template.</param>
    /// <param name="tokenizer">The model's tokenizer, which knows the control tokens.</param>
    /// <param name="variables">Such as <c>bos_token</c>.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="TemplateException">The template is malformed.</exception>
    public static ChatTemplate FromSource(
        string source, TextTokenizer tokenizer, IReadOnlyDictionary<string, object?>? variables = null, TimeProvider? time = null) =>
        new(new TemplateFiles(source, null, variables ?? new Dictionary<string, object?>()), tokenizer, time ?? TimeProvider.System);

    /// <summary>Renders a conversation.</summary>
    /// <param name="messages">
    /// The conversation. Where the template refuses a system message or leaves it out, its text goes in front of the first message of
    /// the user; where it insists on turns, neighbouring messages of one role are joined; where it knows texts only as parts of messages, they are.
    /// </param>
    /// <param name="addGenerationPrompt">Whether the prompt ends where the model's answer begins.</param>
    /// <param name="extras">
    /// Further variables, such as <c>tools</c> (a list of <see cref="AITool"/>s or of dictionaries) or <c>enable_thinking</c>.
    /// </param>
    /// <returns>The prompt, with its beginning-of-sequence token where the template writes one.</returns>
    /// <exception cref="TemplateException">The template refuses the conversation, or fails.</exception>
    public Prompt Render(
        IEnumerable<ChatMessage> messages, bool addGenerationPrompt = true, IReadOnlyDictionary<string, object?>? extras = null)
    {
        var given = TemplateMessages.From(messages);
        var conversation = new Conversation(this, addGenerationPrompt, extras, given);
        try
        {
            var rendered = conversation.Render(given);
            if (!ShowsQuestion(conversation, given, rendered)) rendered = RenderParts(conversation, given) ?? rendered;
            if (ShowsSystem(conversation, given, rendered)) return conversation.Finish(rendered);
            return conversation.Finish(conversation.Render(TemplateMessages.FoldSystem(given)));
        }
        catch (TemplateException e)
        {
            return conversation.Finish(RenderRefused(conversation, given, e));
        }
    }

    /// <summary>Renders a conversation whose last message is an answer to go on with: the prompt ends where that answer's text does.</summary>
    /// <param name="messages">As for <see cref="Render"/>; the last one is the assistant's.</param>
    /// <param name="extras">As for <see cref="Render"/>.</param>
    /// <returns>The prompt; a new answer's where the template does not show the last message.</returns>
    /// <exception cref="TemplateException">The template refuses the conversation, or fails.</exception>
    public Prompt RenderContinuation(IEnumerable<ChatMessage> messages, IReadOnlyDictionary<string, object?>? extras = null)
    {
        var all = messages.ToList();
        var last = all[^1].Clone();
        last.Contents = [.. last.Contents, new TextContent(EndProbe)];
        var rendered = Render([.. all[..^1], last], addGenerationPrompt: false, extras);
        var end = rendered.Text.LastIndexOf(EndProbe, StringComparison.Ordinal);
        return end < 0 ? Render(all, addGenerationPrompt: true, extras) : new Prompt(rendered.Text[..end], [.. rendered.Breaks.Where(at => at < end)]);
    }

    /// <summary>For templates of models that also see pictures: they look for a text among a message's parts, and leave out one that is not.</summary>
    /// <returns>Null where that helps nothing.</returns>
    private static string? RenderParts(Conversation conversation, List<TemplateMessage> given)
    {
        conversation.InParts = true;
        try
        {
            var rendered = conversation.Render(given);
            if (ShowsQuestion(conversation, given, rendered)) return rendered;
        }
        catch (TemplateException)
        {
            // Then it is as before.
        }

        conversation.InParts = false;
        return null;
    }

    private static string RenderRefused(Conversation conversation, List<TemplateMessage> given, TemplateException refusal)
    {
        if (!refusal.IsRefusal && RenderParts(conversation, given) is { } parts) return parts;
        var folded = TemplateMessages.FoldSystem(given);
        foreach (var attempt in new[] { folded, TemplateMessages.JoinNeighbours(given), TemplateMessages.JoinNeighbours(folded) })
        {
            if (attempt.SequenceEqual(given)) continue;
            try
            {
                return conversation.Render(attempt);
            }
            catch (TemplateException)
            {
                // The first refusal is about the conversation as it is: that is the one to tell.
            }
        }

        throw refusal;
    }

    /// <summary>Whether the system messages are in the prompt.</summary>
    private static bool ShowsSystem(Conversation conversation, List<TemplateMessage> given, string rendered) =>
        given.Where(message => message.IsSystem).All(message => Shows(conversation, given, message, rendered));

    /// <summary>Whether the last question is.</summary>
    private static bool ShowsQuestion(Conversation conversation, List<TemplateMessage> given, string rendered) =>
        given.FindLast(message => message.IsUser) is not { } question || Shows(conversation, given, question, rendered);

    /// <summary>Whether a message is in the prompt, as it is or rewritten.</summary>
    private static bool Shows(Conversation conversation, List<TemplateMessage> given, TemplateMessage message, string rendered)
    {
        if (string.IsNullOrWhiteSpace(message.Text) || rendered.Contains(conversation.Protected(message).Trim(), StringComparison.Ordinal)) return true;

        // It may be there but rewritten, as where a template takes switches such as /no_think out of it. A text that no
        // template rewrites tells.
        var probed = given.Select(other => ReferenceEquals(other, message) ? other with { Text = Probe } : other).ToList();
        return conversation.Render(probed).Contains(Probe, StringComparison.Ordinal);
    }

    /// <summary>What stays the same over the attempts to render one conversation.</summary>
    private sealed class Conversation
    {
        private readonly ChatTemplate _template;
        private readonly JinjaTemplate _chosen;
        private readonly ControlTokenGuard _guard;
        private readonly Dictionary<string, object?> _variables;

        public Conversation(
            ChatTemplate template, bool addGenerationPrompt, IReadOnlyDictionary<string, object?>? extras, List<TemplateMessage> messages)
        {
            _template = template;
            _variables = new Dictionary<string, object?>(template._files.Variables, StringComparer.Ordinal)
            {
                ["add_generation_prompt"] = addGenerationPrompt,

                // Always there in transformers: templates ask whether they are none, not whether they are defined.
                ["tools"] = null,
                ["documents"] = null,
            };
            foreach (var (name, value) in extras ?? new Dictionary<string, object?>()) _variables[name] = TemplateValues.From(value);
            var hasTools = template._forTools is not null && Value.IsTrue(_variables.GetValueOrDefault("tools"));
            _chosen = hasTools ? template._forTools! : template._standard;
            var source = hasTools ? template._files.ToolSource! : template._files.Source;
            _guard = new ControlTokenGuard(template._tokenizer, source, [.. messages.SelectMany(Texts)]);
        }

        /// <summary>Whether texts are given as parts of a message.</summary>
        public bool InParts { get; set; }

        public string Protected(TemplateMessage message) => _guard.Protect(message.Text, message.IsAnswer);

        public string Render(IEnumerable<TemplateMessage> messages)
        {
            _variables["messages"] = messages.Select(ToValue).ToList<object?>();
            return _chosen.Render(_variables, _template._time);
        }

        public Prompt Finish(string rendered) => _guard.Finish(rendered);

        private TemplateDict ToValue(TemplateMessage message)
        {
            var text = Protected(message);
            object? content = InParts ? new List<object?> { new TemplateDict { ["type"] = "text", ["text"] = text } } : text;
            var dict = new TemplateDict { ["role"] = message.Role, ["content"] = content };
            foreach (var (name, value) in message.Extras) dict[name] = Guarded(TemplateValues.From(value), message.IsAnswer);
            return dict;
        }

        private object? Guarded(object? value, bool fromModel) => value switch
        {
            string text => _guard.Protect(text, fromModel),
            TemplateDict dict => TemplateValues.FromPairs(dict.Select(pair => KeyValuePair.Create(Text.Str(pair.Key), Guarded(pair.Value, fromModel)))),
            IReadOnlyList<object?> list => list.Select(item => Guarded(item, fromModel)).ToList(),
            _ => value,
        };

        private static IEnumerable<string> Texts(TemplateMessage message) =>
            message.Extras.Values.Select(value => Text.Str(TemplateValues.From(value))).Prepend(message.Text);
    }
}
