using System.Xml.Linq;

namespace ChatBot.Tests.Localization;

/// <summary>The texts as the source has them.</summary>
internal static class ResourceFiles
{
    public static string Folder { get; } = Path.Combine(ProjectRoot.Path, "ChatBot.Web", "Localization");

    public static string[] Translations { get; } = [.. Directory.GetFiles(Folder, "Strings.*.resx")];

    public static Dictionary<string, string> Read(string path) => XDocument.Load(path).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    public static Dictionary<string, string> English => Read(Path.Combine(Folder, "Strings.resx"));
}
