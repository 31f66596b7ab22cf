using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

public unsafe partial class InferenceSession
{
    private static readonly Lazy<RunOptions> DefaultRunOptions = new(() => new RunOptions());

    /// <summary>Runs the model; ONNX Runtime allocates the outputs.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        ThrowIfCountsDiffer(inputNames, inputValues);
        ArgumentNullException.ThrowIfNull(runOptions);
        var outputs = new nint[outputNames.Count];
        RunNative(runOptions, Lookup(inputNames, _inputNames, "Input"), inputValues, Lookup(outputNames, _outputNames, "Output"), outputs);
        return OrtValue.TakeAll(outputs);
    }

    /// <inheritdoc cref="Run(RunOptions, IReadOnlyCollection{string}, IReadOnlyCollection{OrtValue}, IReadOnlyCollection{string})"/>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames) =>
        Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);

    /// <summary>Runs the model into outputs that exist, whose shapes must be the model's.</summary>
    /// <param name="runOptions">Null for defaults.</param>
    public void Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        ThrowIfCountsDiffer(inputNames, inputValues);
        ThrowIfCountsDiffer(outputNames, outputValues);
        using var outputs = new ValueLeases(outputValues);
        RunNative(
            runOptions,
            Lookup(inputNames, _inputNames, "Input"),
            inputValues,
            Lookup(outputNames, _outputNames, "Output"),
            outputs.Pointers);
    }

    public OrtIoBinding CreateIoBinding() => new(Handle);

    /// <summary>Runs the model on bound inputs and outputs. Allocates nothing on the managed heap.</summary>
    public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        using var self = new HandleLease(Handle);
        using var options = new HandleLease(runOptions);
        using var binding = new HandleLease(ioBinding);
        Ort.Check(Ort.Api->RunWithBinding(self.Pointer, options.Pointer, binding.Pointer));
    }

    /// <summary>Runs the model on bound inputs and outputs and fetches the outputs.</summary>
    public IDisposableReadOnlyCollection<OrtValue> RunWithBoundResults(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        RunWithBinding(runOptions, ioBinding);
        return ioBinding.GetOutputValues();
    }

    private static nint[] Lookup(IReadOnlyCollection<string> names, Dictionary<string, nint> known, string kind)
    {
        var result = new nint[names.Count];
        int next = 0;
        foreach (string name in names)
        {
            if (!known.TryGetValue(name, out result[next++]))
            {
                throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"{kind} name: '{name}' is not in the metadata");
            }
        }

        return result;
    }

    private static void ThrowIfCountsDiffer(
        IReadOnlyCollection<string> names,
        IReadOnlyCollection<OrtValue> values,
        [CallerArgumentExpression(nameof(names))] string namesName = null,
        [CallerArgumentExpression(nameof(values))] string valuesName = null)
    {
        if (names.Count != values.Count)
        {
            throw new ArgumentException($"Length of {namesName} ({names.Count}) must match that of {valuesName} ({values.Count}).");
        }
    }

    private void RunNative(
        RunOptions runOptions, nint[] inputNames, IReadOnlyCollection<OrtValue> inputValues, nint[] outputNames, nint[] outputs)
    {
        using var self = new HandleLease(Handle);
        using var options = new HandleLease(runOptions ?? DefaultRunOptions.Value);
        using var inputs = new ValueLeases(inputValues);
        fixed (nint* inputName = inputNames, input = inputs.Pointers, outputName = outputNames, output = outputs)
        {
            Ort.Check(Ort.Api->Run(
                self.Pointer,
                options.Pointer,
                inputName,
                input,
                (nuint)inputNames.Length,
                outputName,
                (nuint)outputNames.Length,
                output));
        }
    }
}
