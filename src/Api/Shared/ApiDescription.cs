using System.Text.Json.Serialization.Metadata;
using EventSourcedCrm.Domain.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace EventSourcedCrm.Api.Shared;

/// <summary>The OpenAPI document at /openapi/v1.json and the page to try it at /docs.</summary>
internal static class ApiDescription
{
    private const string Scheme = "bearer";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(Document);
        options.AddOperationTransformer(Operation);
        options.AddSchemaTransformer(Schema);
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs"), docs => docs.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "CRM";
            page.SwaggerEndpoint("/openapi/v1.json", "CRM v1");
        }));
    }

    private static Task Document(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new() { Title = "CRM", Version = "v1", Description = "Commands are POST, questions are GET. Problems are application/problem+json with a stable code." };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme, Description = "A token as made by crm token add." };
        return Task.CompletedTask;
    }

    private static async Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (var name in Variables(context.Description.RelativePath ?? "")) operation.Parameters.Add(Parameter(name, ParameterLocation.Path, "", Text("uuid")));
        if (metadata.OfType<Needs>().LastOrDefault() is { } needs)
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            operation.Description = $"Needs the role {needs.Role.ToString().ToLowerInvariant()}.";
        }
        if (metadata.OfType<CommandOf>().Any()) Command(operation);
        foreach (var query in metadata.OfType<QueryOf>()) await Query(operation, query.Request, context, ct);
    }

    private static void Command(OpenApiOperation operation)
    {
        operation.Parameters!.Add(Parameter("dryRun", ParameterLocation.Query, "Answer what would be recorded, and record nothing.", new OpenApiSchema { Type = JsonSchemaType.Boolean }));
        operation.Parameters.Add(Parameter(Headers.IdempotencyKeyName, ParameterLocation.Header, "Sent again with the same request, the command is carried out once. Best a UUID of version 7: what is made under it has an id that grows with time."));
        operation.Parameters.Add(Parameter(Headers.IfMatchName, ParameterLocation.Header, "The revision seen, as in an ETag: another one is answered with 412."));
        operation.Parameters.Add(Parameter(Headers.CorrelationIdName, ParameterLocation.Header, "Kept with the facts; the command's own id where none is sent.", Text("uuid")));
        operation.Parameters.Add(Parameter(Headers.SeenName, ParameterLocation.Header, "Positions of the reports on the user's screen, separated by commas."));
    }

    private static async Task Query(OpenApiOperation operation, Type request, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var known = operation.Parameters!.Select(parameter => parameter.Name).ToHashSet();
        foreach (var property in ApiJson.Options.GetTypeInfo(request).Properties.Where(property => !known.Contains(property.Name)))
            operation.Parameters!.Add(Parameter(property.Name, ParameterLocation.Query, "",
                await context.GetOrCreateSchemaAsync(property.PropertyType, null, ct), property.AssociatedParameter is { HasDefaultValue: false }));
        if (!known.Contains(Headers.ReadAfterName))
            operation.Parameters!.Add(Parameter(Headers.ReadAfterName, ParameterLocation.Header, "The position a command answered: what is shown includes it."));
    }

    private static Task Schema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Personal)) schema.Type = JsonSchemaType.String;
        else if (type == typeof(Moment)) (schema.Type, schema.Description) = (JsonSchemaType.String, "An ISO 8601 instant with its offset, or a date in the organisation's zone.");
        else if (type == typeof(KnownAt)) (schema.Type, schema.Description) = (JsonSchemaType.String, "A position in the log, or an instant as in asOf.");
        else if (AnyId.Is(type)) (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Variables(string path) => path.Split('/').Where(part => part is ['{', .., '}']).Select(part => part[1..^1].Split(':')[0]);

    private static OpenApiParameter Parameter(string name, ParameterLocation location, string description, IOpenApiSchema? schema = null, bool required = false) => new()
    {
        Name = name,
        In = location,
        Required = required || location == ParameterLocation.Path,
        Description = description,
        Schema = schema ?? new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiSchema Text(string format) => new() { Type = JsonSchemaType.String, Format = format };
}
