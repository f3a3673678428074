using ChatBot.Tests;
using ChatBot.Tests.Browser;
using ChatBot.Tests.Conversations;

if (args is [SlowServer.Verb, var folder, var question]) return await SlowServer.RunAsync(folder, question);
if (args is [SlowPage.Verb, var data, var address, var pause]) return await SlowPage.RunAsync(data, address, pause);
if (args.Any(argument => argument is "-automated" or "@@")) return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
