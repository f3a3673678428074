using BenchmarkDotNet.Running;
using ChatBot.Benchmarks;
using ChatBot.Benchmarks.Comparison;
using ChatBot.Benchmarks.History;
using ChatBot.Benchmarks.Kernels;
using ChatBot.Benchmarks.Page;
using ChatBot.Benchmarks.Reader;
using ChatBot.Benchmarks.Rendering;
using ChatBot.Benchmarks.Steps;
using ChatBot.Benchmarks.Suite;

return args switch
{
    ["compare", .. var rest] => await CompareCommand.RunAsync(rest),
    ["serve"] => await ServeCommand.RunAsync(),
    ["suite", .. var rest] => await SuiteCommand.RunAsync(rest),
    ["suite-serve", .. var rest] => await SuiteCommand.ServeAsync(rest),
    ["kernels"] => await KernelsCommand.RunAsync(),
    ["speculation"] => await SpeculationCommand.RunAsync(),
    ["memory", .. var rest] => await MemoryCommand.RunAsync(rest),
    ["steps", .. var rest] => await StepsCommand.RunAsync(rest),
    ["allocation"] => await AllocationCommand.RunAsync(),
    ["history", .. var rest] => await HistoryCommand.RunAsync(rest),
    ["page", .. var rest] => await PageCommand.RunAsync(rest),
    ["rendering", .. var rest] => RenderingCommand.Run(rest),
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
        ChatBot.Benchmarks suite [--rounds N] [--patience SECONDS] [--peer "NAME=COMMAND"]…
                                                                          1, 2, 4 and 8 chats, long prompts, a second turn
        ChatBot.Benchmarks kernels                                        steps and prompts with our kernels and ONNX Runtime's
        ChatBot.Benchmarks speculation                                    what guessing brings and costs
        ChatBot.Benchmarks memory [--requests N]                          a thousand answers in a row
        ChatBot.Benchmarks steps [--answers N]                            the part of a step outside the session's run
        ChatBot.Benchmarks allocation                                     managed memory allocated a token
        ChatBot.Benchmarks reader [accuracy] [long] [streaming] [--questions FILE] [--text FILE]
                                                                          the document reader: how right, how fast, at whose cost
        ChatBot.Benchmarks page [--slow-down TIMES] [--tokens N] [KIND]…   a streamed answer in Chromium: bytes, frames, longest tasks
        ChatBot.Benchmarks rendering [--tokens N] [KIND]…                 the server's part of showing a streamed answer
        ChatBot.Benchmarks history [--chats N]                            list and search of many chats, loading of a long one
        ChatBot.Benchmarks history paint                                  opening a chat of 1,000 messages in Chromium
        ChatBot.Benchmarks bandwidth                                      memory bandwidth, and the rate it allows
        ChatBot.Benchmarks threads                                        how many threads our engine computes with
        ChatBot.Benchmarks micro [BenchmarkDotNet's options]              sampler and detokenizer
        ChatBot.Benchmarks suite-serve [--onnxruntime-kernels]            our engine as one side of the suite
        ChatBot.Benchmarks serve                                          our engine as one side of a comparison
        """);
    return 2;
}
