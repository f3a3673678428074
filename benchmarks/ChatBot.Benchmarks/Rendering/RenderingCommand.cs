using System.Diagnostics;
using System.Globalization;
using ChatBot.Tests.Browser;
using ChatBot.Web.Rendering;
using Microsoft.AspNetCore.Components.Rendering;

namespace ChatBot.Benchmarks.Rendering;

/// <summary>What showing an answer that grows costs the server, flush by flush: parsing, making safe, building what the page is compared with.</summary>
internal static class RenderingCommand
{
    private const int TokensInFlush = 5;

    public static int Run(string[] arguments)
    {
        var (tokens, kinds) = (2_000, new List<string>());
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--tokens") tokens = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
            else kinds.Add(arguments[i]);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tokens:N0} tokens, {TokensInFlush} a flush; milliseconds a flush"));
        Console.WriteLine($"{"",-16}{"first tenth",12}{"last tenth",12}{"worst",8}{"last KB",9}");
        foreach (var kind in kinds.Count > 0 ? kinds : [.. LongAnswers.Kinds])
        {
            Play(kind, 400, TokensInFlush); // the compiler's part
            var flushes = Play(kind, tokens, TokensInFlush);
            var tenth = flushes.Count / 10;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{kind,-16}{flushes[..tenth].Average(flush => flush.Milliseconds),12:0.00}{flushes[^tenth..].Average(flush => flush.Milliseconds),12:0.00}{flushes.Max(flush => flush.Milliseconds),8:0.0}{flushes[^tenth..].Average(flush => flush.Allocated) / 1024,9:0}"));
        }

        return 0;
    }

    private static List<(double Milliseconds, long Allocated)> Play(string kind, int count, int perFlush)
    {
        var blocks = new MarkdownBlocks(new HtmlRenderer(), "m");
        var shown = new Dictionary<int, int>();
        List<(double, long)> flushes = [];
        foreach (var flush in LongAnswers.Tokens(kind, count).Chunk(perFlush))
        {
            var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            blocks.Append(string.Concat(flush));
            using var builder = new RenderTreeBuilder();
            foreach (var block in blocks.Blocks)
            {
                if (shown.GetValueOrDefault(block.Key, -1) == block.Version) continue;
                shown[block.Key] = block.Version;
                if (block.Frame.Nodes is { } nodes) HtmlTree.Build(builder, nodes, block.Parts);
                if (block.IsClosed) block.Settle();
            }

            flushes.Add((Stopwatch.GetElapsedTime(started).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - allocated));
        }

        return flushes;
    }
}
