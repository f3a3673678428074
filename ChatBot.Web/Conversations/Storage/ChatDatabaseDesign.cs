using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>For <c>dotnet ef migrations add</c>, which needs the model and no database.</summary>
internal sealed class ChatDatabaseDesign : IDesignTimeDbContextFactory<ChatDatabase>
{
    public ChatDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ChatDatabase>().UseSqlite("Data Source=:memory:").Options);
}
