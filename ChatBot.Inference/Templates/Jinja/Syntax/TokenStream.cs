namespace ChatBot.Inference.Templates.Jinja.Syntax;

/// <summary>Tokens with a place among them.</summary>
internal sealed class TokenStream(IReadOnlyList<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    /// <summary>The token behind the current one.</summary>
    public Token Ahead => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>Gives the current token and goes on.</summary>
    public Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End) _at++;
        return token;
    }

    public bool TakeIf(string text)
    {
        if (!Current.IsOperator(text) && !Current.IsName(text)) return false;
        _at++;
        return true;
    }

    public void Expect(string text)
    {
        if (!TakeIf(text)) throw Error($"expected '{text}', got {Current}");
    }

    public Token Expect(TokenKind kind) => Current.Kind == kind
        ? Take()
        : throw Error($"expected {new Token(kind, kind.ToString().ToLowerInvariant(), 0)}, got {Current}");

    public TemplateException Error(string reason) => new($"{reason} (line {Current.Line})");
}
