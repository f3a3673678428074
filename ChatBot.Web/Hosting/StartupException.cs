namespace ChatBot.Web.Hosting;

/// <summary>Something that can be mended from outside keeps the server from starting.</summary>
/// <param name="message">What it is and what to do, to follow "ChatBot cannot start: ".</param>
/// <param name="inner">The failure underneath, where there was one.</param>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
