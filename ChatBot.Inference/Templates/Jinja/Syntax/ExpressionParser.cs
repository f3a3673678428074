using ChatBot.Inference.Templates.Jinja.Nodes;

namespace ChatBot.Inference.Templates.Jinja.Syntax;

/// <summary>Parses expressions, with the precedences of Jinja2's own parser.</summary>
internal sealed class ExpressionParser(TokenStream tokens)
{
    /// <summary>Names of the special variables that have been mentioned, for the macro around.</summary>
    public HashSet<string> Mentioned { get; } = new(StringComparer.Ordinal);

    public Expression Parse(bool withConditional = true)
    {
        RenderBudget.EnsureStack();
        var value = Or();
        while (withConditional && tokens.TakeIf("if"))
        {
            var condition = Or();
            value = new Conditional(condition, value, tokens.TakeIf("else") ? Parse() : null);
        }

        return value;
    }

    /// <summary>One expression, or several with commas, which are a tuple.</summary>
    /// <param name="withConditional">Whether an inline if may stand there.</param>
    /// <param name="allowEmpty">Whether nothing at all may stand there: <c>()</c>.</param>
    public Expression ParseTuple(bool withConditional = true, bool allowEmpty = false)
    {
        var items = new List<Expression>();
        var isTuple = false;
        while (!IsTupleEnd())
        {
            items.Add(Parse(withConditional));
            if (!tokens.TakeIf(",")) break;
            isTuple = true;
        }

        if (!isTuple && items.Count == 1) return items[0];
        if (!isTuple && !allowEmpty) throw tokens.Error($"Expected an expression, got {tokens.Current}");
        return new Listing(items, isTuple: true);
    }

    /// <summary>The filters behind an operand that is there already.</summary>
    public Expression ParseFilters(Expression operand, bool startInline)
    {
        while (startInline || tokens.TakeIf("|"))
        {
            startInline = false;
            var name = DottedName();
            operand = new FilterCall(operand, name, tokens.Current.IsOperator("(") ? Arguments() : new ArgumentList());
        }

        return operand;
    }

    private bool IsTupleEnd() => tokens.Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd or TokenKind.End
        || tokens.Current.IsOperator(")") || tokens.Current.IsName("recursive");

    private Expression Or()
    {
        var left = And();
        while (tokens.TakeIf("or")) left = new Logic(isAnd: false, left, And());
        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (tokens.TakeIf("and")) left = new Logic(isAnd: true, left, Not());
        return left;
    }

    private Expression Not()
    {
        RenderBudget.EnsureStack();
        return tokens.TakeIf("not") ? new Negation(Not()) : Compare();
    }

    private Expression Compare()
    {
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            var current = tokens.Current;
            if (current is { Kind: TokenKind.Operator, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" } || current.IsName("in"))
            {
                tokens.Take();
                rest.Add((current.Text, Sum()));
            }
            else if (current.IsName("not") && tokens.Ahead.IsName("in"))
            {
                tokens.Take();
                tokens.Take();
                rest.Add(("not in", Sum()));
            }
            else
            {
                return rest.Count == 0 ? first : new Comparison(first, rest);
            }
        }
    }

    private Expression Sum()
    {
        var left = Concatenated();
        while (tokens.Current is { Kind: TokenKind.Operator, Text: "+" or "-" }) left = new Arithmetic(tokens.Take().Text, left, Concatenated());
        return left;
    }

    private Expression Concatenated()
    {
        var first = Product();
        if (!tokens.Current.IsOperator("~")) return first;
        var parts = new List<Expression> { first };
        while (tokens.TakeIf("~")) parts.Add(Product());
        return new Concatenation(parts);
    }

    private Expression Product()
    {
        var left = Power();
        while (tokens.Current is { Kind: TokenKind.Operator, Text: "*" or "/" or "//" or "%" }) left = new Arithmetic(tokens.Take().Text, left, Power());
        return left;
    }

    private Expression Power()
    {
        var left = Unary(withFilters: true);
        while (tokens.TakeIf("**")) left = new Arithmetic("**", left, Unary(withFilters: true));
        return left;
    }

    private Expression Unary(bool withFilters)
    {
        RenderBudget.EnsureStack();
        var value = tokens.Current is { Kind: TokenKind.Operator, Text: "+" or "-" }
            ? new Sign(tokens.Take().Text == "-", Unary(withFilters: false))
            : Primary();
        value = Postfix(value);
        while (withFilters)
        {
            if (tokens.Current.IsOperator("|")) value = ParseFilters(value, startInline: false);
            else if (tokens.Current.IsName("is")) value = Test(value);
            else if (tokens.Current.IsOperator("(")) value = new Call(value, Arguments());
            else break;
        }

        return value;
    }

    private Expression Primary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return Name(token.Text);
            case TokenKind.Text:
                var text = token.Text;
                while (tokens.Current.Kind == TokenKind.Text) text += tokens.Take().Text;
                return new Constant(text);
            case TokenKind.Integer or TokenKind.Float:
                return new Constant(token.Value);
            case TokenKind.Operator when token.Text == "(":
                var inner = ParseTuple(allowEmpty: true);
                tokens.Expect(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return new Listing(Series("]", () => Parse()), isTuple: false);
            case TokenKind.Operator when token.Text == "{":
                return new Mapping(Series("}", Pair));
            default:
                throw new TemplateException($"unexpected {token} (line {token.Line})");
        }
    }

    private Expression Name(string name)
    {
        if (name is "varargs" or "kwargs" or "caller") Mentioned.Add(name);
        return name switch
        {
            "true" or "True" => new Constant(true),
            "false" or "False" => new Constant(false),
            "none" or "None" => new Constant(null),
            _ => new Variable(name),
        };
    }

    private (Expression Key, Expression Value) Pair()
    {
        var key = Parse();
        tokens.Expect(":");
        return (key, Parse());
    }

    private List<T> Series<T>(string close, Func<T> parse)
    {
        var items = new List<T>();
        while (!tokens.TakeIf(close))
        {
            if (items.Count > 0) tokens.Expect(",");
            if (tokens.TakeIf(close)) break;
            items.Add(parse());
        }

        return items;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (tokens.TakeIf(".")) value = Member(value);
            else if (tokens.TakeIf("[")) value = Subscript(value);
            else if (tokens.Current.IsOperator("(")) value = new Call(value, Arguments());
            else return value;
        }
    }

    private Expression Member(Expression owner)
    {
        var token = tokens.Take();
        return token.Kind switch
        {
            TokenKind.Name => new AttributeAccess(owner, token.Text),
            TokenKind.Integer => new ItemAccess(owner, new Constant(token.Value)),
            _ => throw new TemplateException($"expected name or number (line {token.Line})"),
        };
    }

    private Expression Subscript(Expression owner)
    {
        var from = tokens.Current.IsOperator(":") ? null : ParseTuple();
        if (!tokens.TakeIf(":"))
        {
            tokens.Expect("]");
            return new ItemAccess(owner, from!);
        }

        var to = Part();
        var by = tokens.TakeIf(":") ? Part() : null;
        tokens.Expect("]");
        return new SliceAccess(owner, from, to, by);

        Expression? Part() => tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]") ? null : Parse();
    }

    private Expression Test(Expression operand)
    {
        tokens.Expect("is");
        var negated = tokens.TakeIf("not");
        var name = DottedName();
        var arguments = new ArgumentList();
        if (tokens.Current.IsOperator("("))
        {
            arguments = Arguments();
        }
        else if (StartsOperand(tokens.Current))
        {
            if (tokens.Current.IsName("is")) throw tokens.Error("You cannot chain multiple tests with is");
            arguments.Positional.Add(Postfix(Primary()));
        }

        Expression test = new TestCall(operand, name, arguments);
        return negated ? new Negation(test) : test;
    }

    private static bool StartsOperand(Token token) => token.Kind switch
    {
        TokenKind.Name => token.Text is not ("else" or "or" or "and"),
        TokenKind.Text or TokenKind.Integer or TokenKind.Float => true,
        _ => token.IsOperator("[") || token.IsOperator("{"),
    };

    private string DottedName()
    {
        var name = tokens.Expect(TokenKind.Name).Text;
        while (tokens.TakeIf(".")) name += $".{tokens.Expect(TokenKind.Name).Text}";
        return name;
    }

    private ArgumentList Arguments()
    {
        tokens.Expect("(");
        var arguments = new ArgumentList();
        for (var first = true; !tokens.TakeIf(")"); first = false)
        {
            if (!first)
            {
                tokens.Expect(",");
                if (tokens.TakeIf(")")) break;
            }

            if (tokens.TakeIf("*"))
            {
                arguments.MorePositional = Parse();
            }
            else if (tokens.TakeIf("**"))
            {
                arguments.MoreNamed = Parse();
            }
            else if (tokens.Current.Kind == TokenKind.Name && tokens.Ahead.IsOperator("="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                arguments.Named.Add((name, Parse()));
            }
            else
            {
                if (arguments.Named.Count > 0 || arguments.MorePositional is not null || arguments.MoreNamed is not null)
                {
                    throw tokens.Error("invalid syntax for function call expression");
                }

                arguments.Positional.Add(Parse());
            }
        }

        return arguments;
    }
}
