using System.Runtime.InteropServices;
using System.Text;

namespace ChatBot.Inference.Kernels.Interop;

/// <summary>
/// The functions of ONNX Runtime's C API that operators of our own need and its C# package has not. They stand in the table <c>OrtApi</c> at places
/// that never change: the table only grows at its end (onnxruntime_c_api.h, "Custom Ops"). Thread-safe.
/// </summary>
internal static unsafe partial class OnnxRuntimeApi
{
    /// <summary>The version of the table that is asked for: the one of the package in use.</summary>
    public const uint Version = 31;

    private const int CreateStatusAt = 0, GetErrorMessageAt = 2, CreateDomainAt = 26, AddToDomainAt = 27, AddDomainToOptionsAt = 28, GetDataAt = 51,
        GetDimensionsCountAt = 61, GetDimensionsAt = 62, GetShapeAt = 65, GetFloatAttributeAt = 85, GetIntegerAttributeAt = 86, GetInputCountAt = 88,
        GetInputAt = 90, GetOutputAt = 91, ReleaseStatusAt = 93, ReleaseShapeAt = 99, ReleaseDomainAt = 101, GetInputNameAt = 232, GetConstantInputAt = 249, ParallelForAt = 274;

    private const int Failed = 1;

    private static readonly nint* Table = Load();

    /// <summary>Whether the runtime that is loaded has the table.</summary>
    public static bool IsAvailable => Table is not null;

    /// <summary>A failure for ONNX Runtime, which takes it over.</summary>
    public static nint Failure(string message)
    {
        fixed (byte* text = Terminated(message)) return ((delegate* unmanaged<int, byte*, nint>)Table[CreateStatusAt])(Failed, text);
    }

    /// <summary>A new domain of operators. Release it with <see cref="ReleaseDomain"/> when no session uses it any more.</summary>
    public static nint CreateDomain(string name)
    {
        nint domain;
        fixed (byte* text = Terminated(name)) Check(((delegate* unmanaged<byte*, nint*, nint>)Table[CreateDomainAt])(text, &domain));
        return domain;
    }

    /// <summary>Puts an operator into a domain; it must live as long as the domain.</summary>
    public static void AddToDomain(nint domain, void* customOperator) => Check(((delegate* unmanaged<nint, void*, nint>)Table[AddToDomainAt])(domain, customOperator));

    /// <summary>Gives a session's options a domain.</summary>
    public static void AddDomain(nint options, nint domain) => Check(((delegate* unmanaged<nint, nint, nint>)Table[AddDomainToOptionsAt])(options, domain));

    /// <summary>Releases what <see cref="CreateDomain"/> made.</summary>
    public static void ReleaseDomain(nint domain) => ((delegate* unmanaged<nint, void>)Table[ReleaseDomainAt])(domain);

    /// <summary>An integer attribute of a node, or null where it has none of that name and kind.</summary>
    public static long? Integer(nint info, string name)
    {
        long value;
        fixed (byte* text = Terminated(name)) return Succeeds(((delegate* unmanaged<nint, byte*, long*, nint>)Table[GetIntegerAttributeAt])(info, text, &value)) ? value : null;
    }

    /// <summary>A number among a node's attributes, or null where it has none of that name and kind.</summary>
    public static float? Float(nint info, string name)
    {
        float value;
        fixed (byte* text = Terminated(name)) return Succeeds(((delegate* unmanaged<nint, byte*, float*, nint>)Table[GetFloatAttributeAt])(info, text, &value)) ? value : null;
    }

    /// <summary>An input whose value is part of the model, or null where it is not.</summary>
    public static OrtTensor? ConstantInput(nint info, int index)
    {
        int isConstant;
        nint value;
        var found = Succeeds(((delegate* unmanaged<nint, nuint, int*, nint*, nint>)Table[GetConstantInputAt])(info, (nuint)index, &isConstant, &value));
        return found && isConstant != 0 && value != 0 ? Tensor(value) : null;
    }

    /// <summary>Whether a node has an input; those left out have no name.</summary>
    public static bool HasInput(nint info, int index)
    {
        nuint size = 0;
        return Succeeds(((delegate* unmanaged<nint, nuint, byte*, nuint*, nint>)Table[GetInputNameAt])(info, (nuint)index, null, &size)) && size > 1;
    }

    /// <summary>How many inputs a node has, those left out in between among them.</summary>
    public static int InputCount(nint context)
    {
        nuint count;
        Check(((delegate* unmanaged<nint, nuint*, nint>)Table[GetInputCountAt])(context, &count));
        return (int)count;
    }

    /// <summary>An input of a run; null where it is left out.</summary>
    public static OrtTensor? Input(nint context, int index)
    {
        if (index >= InputCount(context)) return null;
        nint value;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[GetInputAt])(context, (nuint)index, &value));
        return value != 0 ? Tensor(value) : null;
    }

    /// <summary>The memory for an output of a run.</summary>
    public static void* Output(nint context, int index, ReadOnlySpan<long> dimensions)
    {
        nint value;
        fixed (long* first = dimensions)
            Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Table[GetOutputAt])(context, (nuint)index, first, (nuint)dimensions.Length, &value));
        return Data(value);
    }

    /// <summary>Calls a function for 0 up to <paramref name="count"/> on the session's threads, the calling one among them, and waits for all.</summary>
    public static void Parallel(nint context, delegate* unmanaged<nint, nuint, void> body, int count, nint argument) =>
        Check(((delegate* unmanaged<nint, delegate* unmanaged<nint, nuint, void>, nuint, nuint, nint, nint>)Table[ParallelForAt])(context, body, (nuint)count, 0, argument));

    private static OrtTensor Tensor(nint value)
    {
        nint shape;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[GetShapeAt])(value, &shape));
        try
        {
            nuint count;
            Check(((delegate* unmanaged<nint, nuint*, nint>)Table[GetDimensionsCountAt])(shape, &count));
            var tensor = new OrtTensor { Data = Data(value), Rank = (int)count };
            if (tensor.Rank > OrtTensor.MostDimensions) throw new NotSupportedException($"A tensor of {tensor.Rank} dimensions.");
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[GetDimensionsAt])(shape, tensor.Dimensions, count));
            return tensor;
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Table[ReleaseShapeAt])(shape);
        }
    }

    private static void* Data(nint value)
    {
        void* data;
        Check(((delegate* unmanaged<nint, void**, nint>)Table[GetDataAt])(value, &data));
        return data;
    }

    private static bool Succeeds(nint status)
    {
        if (status == 0) return true;
        ((delegate* unmanaged<nint, void>)Table[ReleaseStatusAt])(status);
        return false;
    }

    private static void Check(nint status)
    {
        if (status == 0) return;
        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[GetErrorMessageAt])(status));
        ((delegate* unmanaged<nint, void>)Table[ReleaseStatusAt])(status);
        throw new InvalidOperationException($"ONNX Runtime: {message}");
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static nint* Load()
    {
        try
        {
            var versions = GetApiBase();
            return (nint*)((delegate* unmanaged<uint, nint>)versions[0])(Version);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    private static partial nint* GetApiBase();
}
