using System.Text;
using ChatBot.Inference.Templates.Jinja.Values;
using Text = ChatBot.Inference.Templates.Jinja.Values.Text;

namespace ChatBot.Inference.Templates.Jinja.Nodes;

/// <summary>Arithmetic on two operands.</summary>
internal sealed class Arithmetic(string sign, Expression left, Expression right) : Expression
{
    protected override object? Compute(RenderContext context) =>
        Operators.Binary(context, sign, left.Evaluate(context), right.Evaluate(context));
}

/// <summary>A sign before a number.</summary>
internal sealed class Sign(bool negative, Expression operand) : Expression
{
    protected override object? Compute(RenderContext context) => Operators.Negate(operand.Evaluate(context), negative);
}

/// <summary><c>and</c> and <c>or</c>, which give the operand that decides.</summary>
internal sealed class Logic(bool isAnd, Expression left, Expression right) : Expression
{
    protected override object? Compute(RenderContext context)
    {
        var first = left.Evaluate(context);
        return Value.IsTrue(first) == isAnd ? right.Evaluate(context) : first;
    }
}

/// <summary><c>not</c>.</summary>
internal sealed class Negation(Expression operand) : Expression
{
    protected override object? Compute(RenderContext context) => !Value.IsTrue(operand.Evaluate(context));
}

/// <summary><c>~</c>: texts one after the other, whatever they were.</summary>
internal sealed class Concatenation(IReadOnlyList<Expression> parts) : Expression
{
    protected override object? Compute(RenderContext context)
    {
        var result = new StringBuilder();
        foreach (var part in parts)
        {
            var text = Text.Str(part.Evaluate(context));
            context.Budget.Produce(text.Length);
            result.Append(text);
        }

        return result.ToString();
    }
}

/// <summary>Comparisons, which chain as in Python: <c>a &lt; b &lt; c</c>.</summary>
internal sealed class Comparison(Expression first, IReadOnlyList<(string Sign, Expression Operand)> rest) : Expression
{
    protected override object? Compute(RenderContext context)
    {
        var left = first.Evaluate(context);
        foreach (var (sign, operand) in rest)
        {
            var right = operand.Evaluate(context);
            if (!Holds(sign, left, right)) return false;
            left = right;
        }

        return true;
    }

    private static bool Holds(string sign, object? left, object? right) => sign switch
    {
        "==" => Value.AreEqual(left, right),
        "!=" => !Value.AreEqual(left, right),
        "<" => Value.Compare(left, right) < 0,
        "<=" => Value.Compare(left, right, sign) <= 0,
        ">" => Value.Compare(left, right, sign) > 0,
        ">=" => Value.Compare(left, right, sign) >= 0,
        "in" => Value.Contains(right, left),
        _ => !Value.Contains(right, left),
    };
}
