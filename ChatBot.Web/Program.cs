using ChatBot.Web;
using ChatBot.Web.Hosting;

await using var app = ChatBotApp.Create(args);
return await app.RunOrExplainAsync();
