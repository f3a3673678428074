using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ChatBot.Web.Conversations.Storage;

/// <summary>The tables of chats. <see cref="SearchIndex"/> is beside them.</summary>
internal sealed class ChatDatabase(DbContextOptions<ChatDatabase> options) : DbContext(options)
{
    public DbSet<ChatRow> Chats => Set<ChatRow>();

    public DbSet<MessageRow> Messages => Set<MessageRow>();

    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ChatRow>(chat =>
        {
            chat.ToTable("chats").HasKey(row => row.Key);
            chat.Property(row => row.Id).IsRequired();
            chat.HasIndex(row => row.Id).IsUnique();
            // The list as it is shown: an owner's chats, pinned ones first, then by time.
            chat.HasIndex(row => new { row.Owner, row.State, row.IsPinned, row.UpdatedAt }).IsDescending(false, false, true, true)
                .HasDatabaseName("IX_chats_list");
            chat.HasIndex(row => new { row.State, row.UpdatedAt }).HasDatabaseName("IX_chats_unlisted");
        });
        modelBuilder.Entity<MessageRow>(message =>
        {
            message.ToTable("messages").HasKey(row => new { row.ChatKey, row.Number });
            message.HasOne<ChatRow>().WithMany().HasForeignKey(row => row.ChatKey).OnDelete(DeleteBehavior.Cascade);
            message.HasIndex(row => row.DeletedAt).HasFilter("\"DeletedAt\" IS NOT NULL");
            message.HasIndex(row => row.Phase).HasFilter("\"Phase\" < 2").HasDatabaseName("IX_messages_running");
        });
        modelBuilder.Entity<DocumentRow>(document =>
        {
            document.ToTable("documents").HasKey(row => row.Id);
            document.HasOne<ChatRow>().WithMany().HasForeignKey(row => row.ChatKey).OnDelete(DeleteBehavior.Cascade);
            document.HasIndex(row => row.ChatKey);
        });
    }

    /// <summary>Times are numbers, so that SQLite can sort them.</summary>
    private sealed class Milliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
