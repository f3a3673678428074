using ChatBot.Inference.Templates.Jinja.Library;

namespace ChatBot.Inference.Templates.Jinja.Values;

/// <summary>Python's arithmetic.</summary>
internal static class Operators
{
    public static object? Binary(RenderContext context, string sign, object? left, object? right)
    {
        if (left is Undefined a) throw a.Error();
        if (right is Undefined b) throw b.Error();
        var leftIsNumber = Value.TryNumber(left, out var x, out var i, out var xWhole);
        var rightIsNumber = Value.TryNumber(right, out var y, out var j, out var yWhole);
        if (leftIsNumber && rightIsNumber)
        {
            try
            {
                return xWhole && yWhole ? Whole(sign, i, j) : (object)Real(sign, x, y);
            }
            catch (OverflowException e)
            {
                throw new TemplateException("a whole number has become too large", e);
            }
        }

        switch (sign, left, right)
        {
            case ("+", string first, string second):
                context.Budget.Produce(first.Length + (long)second.Length);
                return first + second;
            case ("+", IReadOnlyList<object?> first, IReadOnlyList<object?> second) when Value.TypeName(first) == Value.TypeName(second):
                context.Budget.Produce(4L * (first.Count + (long)second.Count));
                return first is TemplateTuple ? new TemplateTuple(first.Concat(second)) : (List<object?>)[.. first, .. second];
            case ("*", string or IReadOnlyList<object?>, long or bool):
                return Repeat(context, left, j);
            case ("*", long or bool, string or IReadOnlyList<object?>):
                return Repeat(context, right, i);
            case ("%", string format, _):
                return Formatting.Percent(context, format, right);
            default:
                throw new TemplateException(sign == "+" && left is string
                    ? $"can only concatenate str (not \"{Value.TypeName(right)}\") to str"
                    : $"unsupported operand type(s) for {sign}: '{Value.TypeName(left)}' and '{Value.TypeName(right)}'");
        }
    }

    public static object Negate(object? value, bool negative)
    {
        if (value is Undefined undefined) throw undefined.Error();
        if (!Value.TryNumber(value, out var number, out var whole, out var isWhole))
        {
            throw new TemplateException($"bad operand type for unary {(negative ? '-' : '+')}: '{Value.TypeName(value)}'");
        }

        if (isWhole) return negative ? checked(-whole) : whole;
        return negative ? -number : number;
    }

    private static object Whole(string sign, long left, long right)
    {
        if (right == 0 && (sign is "/" or "//" or "%")) throw DivisionByZero();

        // Each case is boxed by itself: one expression of them all would turn whole numbers into real ones.
        switch (sign)
        {
            case "+":
                return checked(left + right);
            case "-":
                return checked(left - right);
            case "*":
                return checked(left * right);
            case "/":
                return left / (double)right;
            case "//":
                return FloorDivide(left, right);
            case "%":
                return right == -1 ? 0L : left - (right * FloorDivide(left, right));
            default:
                if (right >= 0) return Power(left, right);
                return left == 0 ? throw DivisionByZero() : Math.Pow(left, right);
        }
    }

    private static double Real(string sign, double left, double right)
    {
        if (right == 0 && (sign is "/" or "//" or "%")) throw DivisionByZero();
        return sign switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => Math.Floor(left / right),
            "%" => left - (right * Math.Floor(left / right)),
            _ => Math.Pow(left, right),
        };
    }

    private static long FloorDivide(long left, long right)
    {
        var quotient = checked(left / right);
        return left % right != 0 && left < 0 != right < 0 ? quotient - 1 : quotient;
    }

    private static long Power(long value, long exponent)
    {
        long result = 1;
        while (exponent > 0)
        {
            if ((exponent & 1) == 1) result = checked(result * value);
            exponent >>= 1;
            if (exponent > 0) value = checked(value * value);
        }

        return result;
    }

    private static object Repeat(RenderContext context, object? value, long count)
    {
        count = Math.Max(0, count);
        var length = value is string text ? text.Length : ((IReadOnlyList<object?>)value!).Count * 4L;
        context.Budget.Produce(length == 0 ? 0 : count > int.MaxValue ? long.MaxValue / 2 : checked(count * length));
        if (length == 0) count = 0;
        if (value is string repeated) return new System.Text.StringBuilder().Insert(0, repeated, (int)count).ToString();
        var items = Enumerable.Repeat((IReadOnlyList<object?>)value!, (int)count).SelectMany(list => list);
        return value is TemplateTuple ? new TemplateTuple(items) : (List<object?>)[.. items];
    }

    private static TemplateException DivisionByZero() => new("division by zero");
}
