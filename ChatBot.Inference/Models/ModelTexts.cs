namespace ChatBot.Inference.Models;

/// <summary>
/// Every sentence that tells people how a model stands, what is wrong with it, and what they can do. Each member's name is the key of its
/// translations.
/// </summary>
internal static class ModelTexts
{
    // How far it is.
    public static ModelText Starting => ModelText.Of(nameof(Starting), $"Starting");

    public static ModelText ReadingWeights(long megabytes) => ModelText.Of(nameof(ReadingWeights), $"Reading {megabytes:N0} MB from disk");

    public static ModelText ReadingVocabulary => ModelText.Of(nameof(ReadingVocabulary), $"Reading the vocabulary");

    public static ModelText PreparingWeights => ModelText.Of(nameof(PreparingWeights), $"Preparing the weights");

    public static ModelText WarmingUp => ModelText.Of(nameof(WarmingUp), $"Warming up");

    // What is wrong with a file.
    public static ModelText FileMissing => ModelText.Of(nameof(FileMissing), $"The file is missing.");

    public static ModelText FileEmpty => ModelText.Of(nameof(FileEmpty), $"The file is empty.");

    public static ModelText Placeholder => ModelText.Of(nameof(Placeholder), $"It is a Git LFS placeholder, not the file itself.");

    public static ModelText CutOff(long length, long needed) =>
        ModelText.Of(nameof(CutOff), $"It is {length:N0} bytes long, and the model needs {needed:N0}: the download was cut off.");

    public static ModelText NotJson(string detail) => ModelText.Of(nameof(NotJson), $"It is not valid JSON: {detail}");

    public static ModelText Unreadable(string detail) => ModelText.Of(nameof(Unreadable), $"It cannot be read: {detail}");

    public static ModelText UnknownKind(string config, string other) =>
        ModelText.Of(nameof(UnknownKind), $"It has no {config} and is, by its {other}, neither a decoder nor a question-answering encoder.");

    // What kind of model it is instead.
    public static ModelText PicturesAndText => ModelText.Of(nameof(PicturesAndText), $"It is a model for pictures and text.");

    public static ModelText SpeechAndText => ModelText.Of(nameof(SpeechAndText), $"It is a model for speech and text.");

    public static ModelText EncoderDecoder => ModelText.Of(nameof(EncoderDecoder), $"It is an encoder with a decoder, such as for speech or translation.");

    public static ModelText SeveralGraphs => ModelText.Of(nameof(SeveralGraphs), $"It is a chain of several graphs, made for one kind of device.");

    public static ModelText EmbeddingsApart => ModelText.Of(nameof(EmbeddingsApart), $"Its embeddings are a graph of their own.");

    public static ModelText CacheInPages => ModelText.Of(nameof(CacheInPages), $"Its cache is divided into pages, for servers with a graphics card.");

    public static ModelText OtherTask(string architecture) =>
        ModelText.Of(nameof(OtherTask), $"By its architecture, {architecture}, it neither writes text nor marks answers in one.");

    public static ModelText NoOnnxFile => ModelText.Of(nameof(NoOnnxFile), $"The folder has no ONNX file, and its subfolder onnx has none either.");

    public static ModelText NoSuchVariant(string variant, string variants) =>
        ModelText.Of(nameof(NoSuchVariant), $"The folder has no ONNX file called {variant}; it has {variants}.");

    // What ONNX Runtime has against it.
    public static ModelText UnknownOperator(string name) =>
        ModelText.Of(nameof(UnknownOperator), $"It uses the operator {name}, which this version of ONNX Runtime does not know.");

    public static ModelText NoKernel(string name) => ModelText.Of(
        nameof(NoKernel), $"ONNX Runtime cannot compute {name} on this device in the numbers that the model is written in, such as bfloat16 on a processor.");

    public static ModelText WeightsIncomplete => ModelText.Of(nameof(WeightsIncomplete), $"The weights end before the model does: the file is incomplete.");

    public static ModelText NotOnnx => ModelText.Of(nameof(NotOnnx), $"It is not an ONNX model, or it is damaged.");

    public static ModelText NewerOnnx => ModelText.Of(nameof(NewerOnnx), $"It was made with a newer ONNX than this application knows.");

    public static ModelText NotOpened(string detail) => ModelText.Of(nameof(NotOpened), $"ONNX Runtime cannot open it: {detail}");

    // What is wrong with the choice.
    public static ModelText WrongMode(string mode) => ModelText.Of(nameof(WrongMode), $"It is no model for {mode} mode.");

    public static ModelText NoSuchFolder(string folder) => ModelText.Of(nameof(NoSuchFolder), $"There is no model of this name in {folder}.");

    public static ModelText NoneOfMode(string mode) => ModelText.Of(nameof(NoneOfMode), $"There is no model for {mode} mode in this folder.");

    public static ModelText NotLoaded => ModelText.Of(nameof(NotLoaded), $"No model of this name is loaded here.");

    // What can be done.
    public static ModelText DownloadModel => ModelText.Of(nameof(DownloadModel), $"Download the model again; models/README.md lists the files a model needs.");

    public static ModelText DownloadFile => ModelText.Of(nameof(DownloadFile), $"Download the file again.");

    public static ModelText DownloadFromPage => ModelText.Of(nameof(DownloadFromPage), $"Download the file again from the model's page.");

    public static ModelText UseChatModel => ModelText.Of(
        nameof(UseChatModel), $"Use the model's version for chats, often called instruct, or put the chat_template.jinja of a model trained alike beside it.");

    public static ModelText DownloadAndCompare =>
        ModelText.Of(nameof(DownloadAndCompare), $"Download the file again and compare its size with the one on the model's page.");

    public static ModelText PullFiles => ModelText.Of(nameof(PullFiles), $"Run 'git lfs pull' in the folder the model was cloned to.");

    public static ModelText CheckPermissions => ModelText.Of(nameof(CheckPermissions), $"Check the folder's permissions.");

    public static ModelText PutFiles => ModelText.Of(nameof(PutFiles), $"Put the files of one model directly into the folder; models/README.md lists them.");

    public static ModelText PutModel => ModelText.Of(nameof(PutModel), $"Put a model directory there as models/README.md says, then start again.");

    public static ModelText FolderEmpty => ModelText.Of(nameof(FolderEmpty), $"The folder is empty: put a model there as models/README.md says.");

    public static ModelText ThereAre(string names) => ModelText.Of(nameof(ThereAre), $"There are: {names}.");

    public static ModelText ChooseLoaded(string names) => ModelText.Of(nameof(ChooseLoaded), $"Choose one of those that are: {names}.");

    public static ModelText NameAnother => ModelText.Of(nameof(NameAnother), $"Name another one, or none to have one chosen.");

    public static ModelText UseTextModel =>
        ModelText.Of(nameof(UseTextModel), $"This application runs text decoders of one graph: use the export of a text model, for CPU or CUDA.");

    public static ModelText UseOlderExport => ModelText.Of(nameof(UseOlderExport), $"Use an older export, or a newer release of this application.");

    public static ModelText UseDecoderExport => ModelText.Of(nameof(UseDecoderExport), $"Use an export made for onnxruntime-genai on CPU, or a newer release of this application.");

    public static ModelText UseReaderExport => ModelText.Of(
        nameof(UseReaderExport), $"Use an ONNX export of a BERT or RoBERTa model for question answering, made as models/README.md says, or a newer release of this application.");

    public static ModelText SeeLog => ModelText.Of(nameof(SeeLog), $"The log has the details.");
}
