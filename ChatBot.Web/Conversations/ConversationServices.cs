using ChatBot.Web.Conversations.Storage;
using ChatBot.Web.Documents;
using ChatBot.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ChatBot.Web.Conversations;

/// <summary>Registers this folder.</summary>
internal static class ConversationServices
{
    /// <summary>Adds the database of chats, the live chats, the answer jobs, and the chat of a page.</summary>
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddOptions<ChatSettings>().BindConfiguration(ChatSettings.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddStorage();
        services.AddSingleton<OpenConversations>();
        services.AddSingleton<AnswerStream>();
        services.AddSingleton<AnswerStarter>();
        services.AddHosted<AnswerJobs>();
        services.AddHosted<ChatSweep>();
        services.AddScoped<ChatSession>();
        services.AddScoped<ChatHistory>();
        return services;
    }

    // Hosted services end in reverse: the answers, then the writer, and the database's lock with the process.
    private static void AddStorage(this IServiceCollection services)
    {
        services.AddOptions<DocumentStoreOptions>().PostConfigure((DocumentStoreOptions store, DataFolder data) =>
        {
            if (store.Folder.Length == 0) store.Folder = data.In("documents");
        });
        services.AddSingleton(provider =>
        {
            var configured = provider.GetRequiredService<IOptions<ChatSettings>>().Value.Database;
            return new DatabaseFile(configured.Length > 0 ? Path.GetFullPath(configured) : provider.GetRequiredService<DataFolder>().In("chats.db"));
        });
        services.AddPooledDbContextFactory<ChatDatabase>((provider, options) => options
            .UseSqlite(new SqliteConnectionStringBuilder { DataSource = provider.GetRequiredService<DatabaseFile>().Path }.ConnectionString)
            .AddInterceptors(new Pragmas()));
        services.AddHosted<DatabaseStart>();
        services.AddSingleton<ChatStore>();
        services.AddSingleton<ChatList>();
        services.AddHosted<ChatWriter>();
    }

    private static void AddHosted<T>(this IServiceCollection services) where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
