using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatBot.Web.Conversations.Storage.Migrations
{
    /// <inheritdoc />
    public partial class AddThoughts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Thought",
                table: "messages",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Thought",
                table: "messages");
        }
    }
}
