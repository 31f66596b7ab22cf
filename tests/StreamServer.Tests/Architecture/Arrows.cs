using Mono.Cecil;
using Mono.Cecil.Cil;

namespace StreamServer.Tests.Architecture;

/// <summary>
/// Which type of the server's assembly names which other one: in its bases, members, attributes and the bodies of its methods. Constants
/// leave no trace in an assembly, so that an arrow that is a constant alone is not seen.
/// </summary>
internal static class Arrows
{
    public static IReadOnlyList<Arrow> Of(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly);
        HashSet<Arrow> arrows = [];
        foreach (TypeDefinition type in module.GetTypes().Where(IsWritten))
        {
            foreach (TypeDefinition named in NamesOf(type).SelectMany(Parts).Select(Definition).OfType<TypeDefinition>())
            {
                if (named.Module == module && IsWritten(named) && Outermost(named) != Outermost(type))
                {
                    arrows.Add(new Arrow(Outermost(type).FullName, NamespaceOf(type), Outermost(named).FullName, NamespaceOf(named)));
                }
            }
        }

        return [.. arrows];
    }

    /// <summary>What generators of the compiler add stands in namespaces that are not ours.</summary>
    private static bool IsWritten(TypeDefinition type) => NamespaceOf(type).StartsWith("StreamServer", StringComparison.Ordinal);

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string NamespaceOf(TypeDefinition type) => Outermost(type).Namespace;

    private static IEnumerable<TypeReference?> NamesOf(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(face => face.InterfaceType),
        .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
        .. type.GenericParameters.SelectMany(parameter => parameter.Constraints, (_, constraint) => constraint.ConstraintType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Properties.SelectMany(property => property.CustomAttributes, (_, attribute) => attribute.AttributeType),
        .. type.Methods.SelectMany(NamesOf),
    ];

    private static IEnumerable<TypeReference?> NamesOf(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method.CustomAttributes.Select(attribute => attribute.AttributeType),
        .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(NamesOf) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(handler => handler.CatchType) : [],
    ];

    private static IEnumerable<TypeReference?> NamesOf(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod generic => [.. generic.GenericArguments, generic.DeclaringType, generic.ReturnType],
        MethodReference method => [method.DeclaringType, method.ReturnType],
        _ => [],
    };

    /// <summary>A generic or an array names its parts too.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static TypeDefinition? Definition(TypeReference type) =>
        type as TypeDefinition ?? (type.Scope is ModuleDefinition ? type.Resolve() : null);
}
