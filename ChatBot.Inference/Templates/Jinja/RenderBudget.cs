using System.Runtime.CompilerServices;

namespace ChatBot.Inference.Templates.Jinja;

/// <summary>
/// Holds a template to bounds, so that one that loops for ever or doubles a text without end stops with an error. Not thread-safe.
/// </summary>
internal sealed class RenderBudget
{
    private const long MostSteps = 5_000_000;
    private const long MostUnits = 128_000_000;
    private const int MostDepth = 200;
    private const int CheapUnits = 16;

    [ThreadStatic]
    private static RenderBudget? _current;

    private long _steps;
    private long _units;
    private int _depth;

    /// <summary>Does a rendering's work with this budget as the one that <see cref="Visit"/> and <see cref="Scan"/> count against.</summary>
    public void Hold(Action work)
    {
        var outer = _current;
        _current = this;
        try
        {
            work();
        }
        finally
        {
            _current = outer;
        }
    }

    /// <summary>Counts one evaluated node.</summary>
    public void Step()
    {
        if (++_steps > MostSteps) throw new TemplateException("the template runs too long");
        EnsureStack();
    }

    /// <summary>Counts text or list items that are about to be made.</summary>
    public void Produce(long units)
    {
        _units += units;
        if (_units > MostUnits || units < 0) throw new TemplateException("the template produces too much text");
    }

    /// <summary>Goes into a macro or a recursive loop; <see cref="Leave"/> goes out.</summary>
    public void Enter()
    {
        if (++_depth > MostDepth) throw new TemplateException("the template calls itself too deeply");
    }

    /// <summary>Goes out of what <see cref="Enter"/> went into.</summary>
    public void Leave() => _depth--;

    /// <summary>Counts one value of many that are compared, hashed or written, and stops before a deep one uses up the stack.</summary>
    public static void Visit()
    {
        if (_current is { } budget) budget.Step();
        else EnsureStack();
    }

    /// <summary>Counts text that is about to be read through, which costs little, or copied, which costs a unit a character.</summary>
    public static void Scan(int length, bool copies = false) => _current?.Produce(copies ? length : length / CheapUnits);

    /// <summary>Stops before deeply nested values or expressions use up the stack.</summary>
    public static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new TemplateException("the template nests too deeply");
    }
}
