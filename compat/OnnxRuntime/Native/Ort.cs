using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>The C API of the loaded library: its function table and the check of the statuses it returns.</summary>
internal static unsafe class Ort
{
    // The table has only ever been appended to, so one number per set of used ordinals is enough; 23 is the first with CopyTensors.
    private const uint ApiVersion = 23;

    private static readonly Lock Loading = new();
    private static volatile OrtApi* _api;
    private static nint _library;

    /// <summary>The function table; the first use loads the library.</summary>
    /// <exception cref="DllNotFoundException">The library is nowhere; the message says where it was looked for.</exception>
    public static OrtApi* Api
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            OrtApi* api = _api;
            return api != null ? api : Load();
        }
    }

    /// <summary>A function that the library exports beside the table.</summary>
    public static nint Export(string name)
    {
        _ = Api;
        return NativeLibrary.GetExport(_library, name);
    }

    /// <summary>Releases a failed status and throws what it says; null means success and costs one comparison.</summary>
    /// <exception cref="OnnxRuntimeException">The status carries an error.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(nint status)
    {
        if (status != 0)
        {
            Throw(status);
        }
    }

    /// <summary>The version text of the loaded library, such as "1.30.0".</summary>
    public static string Version()
    {
        _ = Api;
        return NativeText.Read(GetApiBase()->GetVersionString());
    }

    private static void Throw(nint status)
    {
        ErrorCode code = Api->GetErrorCode(status);
        string message = NativeText.Read(Api->GetErrorMessage(status));
        Api->ReleaseStatus(status);
        throw new OnnxRuntimeException(code, message);
    }

    private static OrtApi* Load()
    {
        lock (Loading)
        {
            if (_api == null)
            {
                _library = NativeLibraryLoader.Load();
                OrtApiBase* apiBase = GetApiBase();
                OrtApi* api = apiBase->GetApi(ApiVersion);
                if (api == null)
                {
                    throw new NotSupportedException(
                        $"libonnxruntime {NativeText.Read(apiBase->GetVersionString())} is too old: 1.{ApiVersion} or later is needed. "
                        + "Run compat/install-native.sh.");
                }

                _api = api;
            }

            return _api;
        }
    }

    private static OrtApiBase* GetApiBase() =>
        ((delegate* unmanaged[Cdecl]<OrtApiBase*>)NativeLibrary.GetExport(_library, "OrtGetApiBase"))();
}
