using System.Globalization;

namespace ChatBot.Benchmarks.Comparison;

/// <summary>Our engine and the peers that the command line names, each a process of its own; ours comes first. Stops them when it is disposed.</summary>
/// <param name="Rounds">How often each is asked.</param>
/// <param name="Patience">How long a turn waits for the machine to be quiet.</param>
/// <param name="Sides">Ours, then the peers.</param>
internal sealed record Contest(int Rounds, TimeSpan Patience, IReadOnlyList<Peer> Sides) : IDisposable
{
    /// <summary>Starts all sides: <c>--rounds N</c>, <c>--patience SECONDS</c>, and <c>--peer NAME=COMMAND</c> as often as wanted.</summary>
    /// <param name="serve">The command of this program that is our side.</param>
    /// <param name="rounds">How many without <c>--rounds</c>.</param>
    /// <param name="arguments">The command line behind the command.</param>
    /// <exception cref="ArgumentException">An argument is none of these.</exception>
    public static async Task<Contest> StartAsync(string serve, int rounds, string[] arguments)
    {
        var patience = TimeSpan.FromSeconds(60);
        List<Peer> sides = [];
        try
        {
            sides.Add(await Peer.StartAsync("ChatBot", Environment.ProcessPath!, serve));
            for (var i = 0; i < arguments.Length; i++)
            {
                if (arguments[i] == "--rounds") rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                else if (arguments[i] == "--patience") patience = TimeSpan.FromSeconds(int.Parse(arguments[++i], CultureInfo.InvariantCulture));
                else if (arguments[i] == "--peer" && arguments[++i].Split('=', 2) is [var name, var command])
                    sides.Add(await Peer.StartAsync(name, "/bin/sh", "-c", $"exec {command}"));
                else throw new ArgumentException($"Unknown argument {arguments[i]}.");
            }

            foreach (var side in sides) Console.WriteLine($"{side.Name}: {side.Description}");
            return new Contest(rounds, patience, sides);
        }
        catch
        {
            foreach (var side in sides) side.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var side in Sides) side.Dispose();
    }
}
