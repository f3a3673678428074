using ChatBot.Web;

await using var app = ChatBotApp.Create(args);
await app.RunAsync();
