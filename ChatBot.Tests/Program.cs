using ChatBot.Tests;
using ChatBot.Tests.Conversations;

if (args is [SlowServer.Verb, var folder, var question]) return await SlowServer.RunAsync(folder, question);
if (args.Any(argument => argument is "-automated" or "@@")) return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
