using System.Globalization;

namespace ChatBot.Tests;

/// <summary>
/// A rule that holds for all inputs, tried on random ones. With the environment variable <c>CHATBOT_PROPERTY_FACTOR=100</c> it is tried on a
/// hundred times as many, to find the input that is one in ten thousand.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
#pragma warning disable xUnit3003 // FsCheck's attribute takes no place in the source.
public sealed class PropertyAttribute : FsCheck.Xunit.PropertyAttribute
#pragma warning restore xUnit3003
{
    private const int Cases = 100;

    /// <summary>As many cases as FsCheck takes where nobody says how many.</summary>
    public PropertyAttribute() => MaxTest = Cases;

    /// <summary>How many cases are tried, before the factor.</summary>
    public new int MaxTest
    {
        get => base.MaxTest / Factor;
        set => base.MaxTest = value * Factor;
    }

    private static int Factor { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("CHATBOT_PROPERTY_FACTOR"), CultureInfo.InvariantCulture, out var factor) ? Math.Max(1, factor) : 1;
}
