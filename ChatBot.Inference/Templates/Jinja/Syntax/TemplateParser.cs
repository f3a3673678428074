using ChatBot.Inference.Templates.Jinja.Nodes;

namespace ChatBot.Inference.Templates.Jinja.Syntax;

/// <summary>Parses a whole template: text, output and block tags.</summary>
internal sealed class TemplateParser
{
    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;
    private int _loops;

    private TemplateParser(string source)
    {
        _tokens = new TokenStream(Lexer.Tokenize(source));
        _expressions = new ExpressionParser(_tokens);
    }

    /// <exception cref="TemplateException">The template is malformed; the message names the line.</exception>
    public static Block Parse(string source)
    {
        var parser = new TemplateParser(source);
        var body = parser.Body();
        return parser._tokens.Current.Kind == TokenKind.End
            ? body
            : throw parser._tokens.Error($"unexpected {parser._tokens.Current}");
    }

    /// <summary>Statements up to one of some tags, whose name is then the current token, or to the end of the template.</summary>
    private Block Body(params ReadOnlySpan<string> ends)
    {
        RenderBudget.EnsureStack();
        var statements = new List<Statement>();
        while (_tokens.Current.Kind != TokenKind.End)
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Data:
                    statements.Add(new Data(token.Text));
                    break;
                case TokenKind.VariableBegin:
                    statements.Add(new Output(_expressions.ParseTuple()));
                    _tokens.Expect(TokenKind.VariableEnd);
                    break;
                default:
                    if (_tokens.Current.Kind == TokenKind.Name && ends.Contains(_tokens.Current.Text)) return new Block(statements);
                    statements.Add(Tag());
                    break;
            }
        }

        if (!ends.IsEmpty) throw _tokens.Error($"the template ends where '{ends[^1]}' is missing");
        return new Block(statements);
    }

    /// <summary>The body up to an end tag, which is consumed.</summary>
    private Block BodyUntil(string end)
    {
        CloseTag();
        var body = Body(end);
        _tokens.Expect(end);
        CloseTag();
        return body;
    }

    private void CloseTag() => _tokens.Expect(TokenKind.BlockEnd);

    private Statement Tag()
    {
        var name = _tokens.Expect(TokenKind.Name);
        switch (name.Text)
        {
            case "for":
                return ForTag();
            case "if":
                return IfTag();
            case "set":
                return SetTag();
            case "macro":
                return MacroTag();
            case "call":
                return CallTag();
            case "with":
                return WithTag();
            case "filter":
                var filters = _expressions.ParseFilters(new Captured(), startInline: true);
                return new FilterBlock(filters, BodyUntil("endfilter"));
            case "do":
                var value = _expressions.ParseTuple();
                CloseTag();
                return new Evaluation(value);
            case "print":
                return PrintTag();
            case "break" or "continue" when _loops > 0:
                CloseTag();
                return new Jump(name.Text == "break" ? Flow.Break : Flow.Continue);
            case "generation":
                // Marks the assistant's part for training; it prints what is in it.
                return BodyUntil("endgeneration");
            case "autoescape":
                _expressions.Parse();
                return new With([], BodyUntil("endautoescape"));
            case "block":
                return BlockTag();
            case "extends" or "include" or "import" or "from":
                throw new TemplateException($"'{name.Text}' needs other templates, and a model has only this one (line {name.Line})");
            default:
                throw new TemplateException($"Encountered unknown tag '{name.Text}' (line {name.Line}).");
        }
    }

    /// <summary>With no other template to fill it, a block is what stands in it.</summary>
    private With BlockTag()
    {
        var name = _tokens.Expect(TokenKind.Name).Text;
        _tokens.TakeIf("scoped");
        CloseTag();
        var loops = _loops;
        _loops = 0;
        var body = Body("endblock");
        _loops = loops;
        _tokens.Expect("endblock");
        _tokens.TakeIf(name);
        CloseTag();
        return new With([], body);
    }

    private Block PrintTag()
    {
        var outputs = new List<Statement>();
        do
        {
            outputs.Add(new Output(_expressions.Parse()));
        }
        while (_tokens.TakeIf(","));
        CloseTag();
        return new Block(outputs);
    }

    private For ForTag()
    {
        var target = TargetOf("in");
        _tokens.Expect("in");
        var items = _expressions.ParseTuple(withConditional: false);
        var condition = _tokens.TakeIf("if") ? _expressions.Parse() : null;
        var recursive = _tokens.TakeIf("recursive");
        CloseTag();
        _loops++;
        var body = Body("else", "endfor");
        _loops--;
        Block? otherwise = null;
        if (_tokens.TakeIf("else"))
        {
            CloseTag();
            otherwise = Body("endfor");
        }

        _tokens.Expect("endfor");
        CloseTag();
        return new For(target, items, condition, body, otherwise, recursive);
    }

    private If IfTag()
    {
        var branches = new List<(Expression?, Block)>();
        var condition = _expressions.ParseTuple(withConditional: false);
        while (true)
        {
            CloseTag();
            branches.Add((condition, Body("elif", "else", "endif")));
            if (!_tokens.TakeIf("elif")) break;
            condition = _expressions.ParseTuple(withConditional: false);
        }

        if (_tokens.TakeIf("else"))
        {
            CloseTag();
            branches.Add((null, Body("endif")));
        }

        _tokens.Expect("endif");
        CloseTag();
        return new If(branches);
    }

    private Statement SetTag()
    {
        var target = TargetOf("=");
        if (_tokens.TakeIf("="))
        {
            var value = _expressions.ParseTuple();
            CloseTag();
            return new Set(target, value);
        }

        var filters = _tokens.Current.IsOperator("|") ? _expressions.ParseFilters(new Captured(), startInline: false) : null;
        return new SetBlock(target, filters, BodyUntil("endset"));
    }

    private MacroStatement MacroTag()
    {
        var name = _tokens.Expect(TokenKind.Name).Text;
        return new MacroStatement(Definition(name, Parameters(), "endmacro"));
    }

    private CallBlock CallTag()
    {
        var parameters = _tokens.Current.IsOperator("(") ? Parameters() : [];
        if (_expressions.Parse() is not Call call) throw _tokens.Error("expected call");
        return new CallBlock(Definition("caller", parameters, "endcall"), call);
    }

    private MacroDefinition Definition(string name, List<(string, Expression?)> parameters, string end)
    {
        HashSet<string> outer = [.. _expressions.Mentioned];
        var loops = _loops;
        _loops = 0;
        _expressions.Mentioned.Clear();
        var body = BodyUntil(end);
        HashSet<string> uses = [.. _expressions.Mentioned];
        _expressions.Mentioned.UnionWith(outer);
        _loops = loops;
        return new MacroDefinition(name, parameters, body, uses);
    }

    private List<(string Name, Expression? Default)> Parameters()
    {
        var parameters = new List<(string, Expression?)>();
        _tokens.Expect("(");
        while (!_tokens.TakeIf(")"))
        {
            if (parameters.Count > 0) _tokens.Expect(",");
            if (_tokens.TakeIf(")")) break;
            var name = _tokens.Expect(TokenKind.Name).Text;
            parameters.Add((name, _tokens.TakeIf("=") ? _expressions.Parse() : null));
        }

        return parameters;
    }

    private With WithTag()
    {
        var assignments = new List<(Target, Expression)>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0) _tokens.Expect(",");
            var target = SingleTarget();
            _tokens.Expect("=");
            assignments.Add((target, _expressions.Parse()));
        }

        return new With(assignments, BodyUntil("endwith"));
    }

    /// <summary>One target, or several with commas, up to what ends them.</summary>
    private Target TargetOf(string end)
    {
        var targets = new List<Target>();
        var isTuple = false;
        while (!_tokens.Current.IsName(end) && !_tokens.Current.IsOperator(end))
        {
            targets.Add(SingleTarget());
            if (!_tokens.TakeIf(",")) break;
            isTuple = true;
        }

        if (targets.Count == 0) throw _tokens.Error($"expected a name, got {_tokens.Current}");
        return isTuple ? new TupleTarget(targets) : targets[0];
    }

    private Target SingleTarget()
    {
        if (_tokens.TakeIf("("))
        {
            var inner = TargetOf(")");
            _tokens.Expect(")");
            return inner;
        }

        var name = _tokens.Expect(TokenKind.Name);
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None")
        {
            throw new TemplateException($"can't assign to '{name.Text}' (line {name.Line})");
        }

        return _tokens.TakeIf(".") ? new MemberTarget(name.Text, _tokens.Expect(TokenKind.Name).Text) : new NameTarget(name.Text);
    }
}
