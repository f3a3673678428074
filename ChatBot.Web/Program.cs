using ChatBot.Web;
using ChatBot.Web.Documents.Extraction;

if (await ExtractCommand.TryRunAsync(args) is { } exitCode) return exitCode;

await using var app = ChatBotApp.Create(args);
await app.RunAsync();
return 0;
