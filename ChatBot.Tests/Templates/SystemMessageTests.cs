using ChatBot.Inference.Templates;
using ChatBot.Tests.Tokenization;
using Microsoft.Extensions.AI;

namespace ChatBot.Tests.Templates;

public sealed class SystemMessageTests
{
    private const string Plain = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}";

    [Fact]
    public void A_refused_system_message_goes_into_the_first_user_message()
    {
        Assert.Equal("<user>Be brief.\n\nHi", Render("{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}" + Plain));
    }

    [Fact]
    public void A_system_message_that_is_left_out_goes_into_the_first_user_message()
    {
        Assert.Equal("<user>Be brief.\n\nHi", Render("{% for m in messages if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endfor %}"));
    }

    [Fact]
    public void A_system_message_that_is_rewritten_stays_where_it_is()
    {
        Assert.Equal("<system>brief.<user>Hi", Render(Plain.Replace("m.content", "m.content|replace('Be ', '')", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("<{{ m.role }}>{% for part in m.content %}{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}")]
    [InlineData("<{{ m.role }}>{{ m.content[0].text }}")]
    [InlineData("<{{ m.role }}>{{ (m.content | selectattr('type', 'equalto', 'text') | first).text }}")]
    public void A_template_that_knows_only_parts_of_messages_gets_parts(string message)
    {
        Assert.Equal("<system>Be brief.<user>Hi", Render($"{{% for m in messages %}}{message}{{% endfor %}}"));
    }

    [Fact]
    public void A_template_that_shows_no_question_at_all_is_taken_as_it_is() => Assert.Equal("Hello", Render("Hello"));

    [Fact]
    public void A_system_message_alone_becomes_a_user_message()
    {
        var template = ChatTemplate.FromSource(
            "{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}" + Plain, Tokenizers.Get("smollm2"));

        Assert.Equal("<user>Be brief.", template.Render([new ChatMessage(ChatRole.System, "Be brief.")]).Text);
    }

    [Fact]
    public void Neighbours_of_one_role_are_joined_where_the_template_insists_on_turns()
    {
        var template = ChatTemplate.FromSource(
            "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('alternate') }}{% endif %}"
            + "<{{ m.role }}>{{ m.content }}{% endfor %}",
            Tokenizers.Get("smollm2"));

        Assert.Equal(
            "<user>S\n\nA\n\nB",
            template.Render([new(ChatRole.System, "S"), new(ChatRole.User, "A"), new(ChatRole.User, "B")]).Text);
    }

    [Fact]
    public void A_refusal_that_nothing_helps_against_is_told_in_the_templates_words()
    {
        var template = ChatTemplate.FromSource("{{ raise_exception('Only on Sundays!') }}", Tokenizers.Get("smollm2"));

        var error = Assert.Throws<TemplateException>(() => template.Render([new(ChatRole.System, "S"), new(ChatRole.User, "A")]));
        Assert.Equal("Only on Sundays!", error.Message);
    }

    private static string Render(string source) => ChatTemplate.FromSource(source, Tokenizers.Get("smollm2"))
        .Render([new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hi")]).Text;
}
