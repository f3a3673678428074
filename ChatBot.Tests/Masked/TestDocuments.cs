using ChatBot.Tests.Documents;
using ChatBot.Web.Documents;
using ChatBot.Web.Documents.Extraction;
using ChatBot.Web.Masked;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatBot.Tests.Masked;

/// <summary>The documents of chats in a temporary folder, read by the real reading process.</summary>
internal sealed class TestDocuments : IDisposable
{
    private readonly TestFolder _folder = new();

    public TestDocuments(DocumentLimits? limits = null)
    {
        Limits = Reading.Patient(limits ?? new());
        Store = new(Options.Create(new DocumentStoreOptions { Folder = _folder.Path }), Options.Create(Limits), TimeProvider.System);
        var scheduler = new ExtractionScheduler(Store, Reading.Extractor(Limits), Options.Create(Limits));
        Library = new(Store, scheduler, Options.Create(Limits), TimeProvider.System, NullLogger<DocumentLibrary>.Instance);
    }

    public DocumentLimits Limits { get; }

    public DocumentStore Store { get; }

    public DocumentLibrary Library { get; }

    public string Folder => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
