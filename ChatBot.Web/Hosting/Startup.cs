using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Hosting;

/// <summary>How the server begins.</summary>
internal static class Startup
{
    /// <summary>Runs until Ctrl+C. What keeps it from starting and can be mended from outside is said in a sentence, without a stack trace.</summary>
    /// <returns>The process's exit code: 0 after a clean end, 1 when it could not start.</returns>
    public static async Task<int> RunOrExplainAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"ChatBot cannot start: {exception.Message} Stop the other program, or choose another port: ./run.sh --port 8080");
            return 1;
        }
        catch (StartupException exception)
        {
            await Console.Error.WriteLineAsync($"ChatBot cannot start: {exception.Message}");
            return 1;
        }
        catch (OptionsValidationException exception)
        {
            await Console.Error.WriteLineAsync($"ChatBot cannot start, because a setting is wrong: {string.Join(" ", exception.Failures)}");
            return 1;
        }
    }
}
