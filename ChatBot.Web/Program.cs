using ChatBot.Web.Documents.Extraction;

if (await ExtractCommand.TryRunAsync(args) is { } exitCode) return exitCode;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
await app.RunAsync();
return 0;
