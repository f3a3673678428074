using ChatBot.Web;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Hosting;
using ChatBot.Web.Localization;
using ChatBot.Web.Masked;

Languages.SpeakEnglish();
if (Help.TryShow(args) is { } helped) return helped;
if (await ExtractCommand.TryRunAsync(args) is { } extracted) return extracted;
if (await AskCommand.TryRunAsync(args) is { } asked) return asked;

return await Startup.RunOrExplainAsync(() => ChatBotApp.Create(args));
