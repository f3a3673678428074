using ChatBot.Web;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Hosting;

if (await ExtractCommand.TryRunAsync(args) is { } exitCode) return exitCode;

await using var app = ChatBotApp.Create(args);
return await app.RunOrExplainAsync();
