using BenchmarkDotNet.Running;
using ChatBot.Benchmarks;
using ChatBot.Benchmarks.Comparison;
using ChatBot.Benchmarks.Reader;
using ChatBot.Benchmarks.Steps;

return args switch
{
    ["compare", .. var rest] => await CompareCommand.RunAsync(rest),
    ["serve"] => await ServeCommand.RunAsync(),
    ["steps", .. var rest] => await StepsCommand.RunAsync(rest),
    ["allocation"] => await AllocationCommand.RunAsync(),
    ["reader", .. var rest] => await ReaderCommand.RunAsync(rest),
    ["bandwidth"] => BandwidthCommand.Run(),
    ["threads"] => BandwidthCommand.PrintThreads(),
    ["micro", .. var rest] => Micro(rest),
    _ => Usage(),
};

static int Micro(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(ShippedModel).Assembly).Run(arguments.Length > 0 ? arguments : ["--filter", "*"]);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        ChatBot.Benchmarks compare [--rounds N] [--patience SECONDS] [--peer "NAME=COMMAND"]…
                                                                          our engine and its peers, in alternation
        ChatBot.Benchmarks steps [--answers N]                            the part of a step outside the session's run
        ChatBot.Benchmarks allocation                                     managed memory allocated a token
        ChatBot.Benchmarks reader [accuracy] [long] [streaming] [--questions FILE] [--text FILE]
                                                                          the document reader: how right, how fast, at whose cost
        ChatBot.Benchmarks bandwidth                                      memory bandwidth, and the rate it allows
        ChatBot.Benchmarks threads                                        how many threads our engine computes with
        ChatBot.Benchmarks micro [BenchmarkDotNet's options]              sampler and detokenizer
        ChatBot.Benchmarks serve                                          our engine as one side of a comparison
        """);
    return 2;
}
