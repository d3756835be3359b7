"""Names that the SQL port knows: what may be read, what may be called, how answers may be written."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Table functions that make rows out of nothing or out of what the statement says itself.
TABLE_FUNCTIONS = _words(
    """
generate_series generateseries generaterandom null numbers numbers_mt primes values view zeros zeros_mt
"""
)

# Functions that reach for files, other servers, the machine or the process, or name a table in a string.
FORBIDDEN_FUNCTIONS = _words(
    """
file joinget joingetornull hascolumnintable catboostevaluate evalmlmethod getmacro getserverport
getserversetting getclienthttpheader currentrequesturl getmergetreesetting globalvariable showcertificate
tcpport filesystemavailable filesystemcapacity filesystemunreserved buildid serveruuid getoskernelversion
reversednsquery logtrace tid mergetreepartinfo ismergetreepartcoveredby generateserialid
zookeepersessionuptime formatqueryfromjson sleep sleepeachrow
"""
)
# Dictionaries, calls of language models (`aiGenerate`), the program's own symbols.
FORBIDDEN_STARTS = ("dict", "ai", "addressto", "demangle")

# What clients ask to know the database: names, types, functions.
SYSTEM_TABLES = _words(
    """
aggregate_function_combinators build_options codecs collations columns completions constraints
contributors current_roles data_skipping_indices data_type_families databases enabled_roles formats
functions keywords licenses numbers numbers_mt one primes projections settings table_engines
table_functions tables time_zones tokenizers unicode zeros zeros_mt
"""
)
# How large things are: of all projects together, so only for those who may see all.
SIZE_TABLES = _words("parts parts_columns disks merges mutations")
SYSTEM_DATABASES = ("system", "information_schema")

# Without those that need a schema file or speak another wire protocol.
FORMATS = _words(
    """
Arrow ArrowStream Avro BSONEachRow CSV CSVWithNames CSVWithNamesAndTypes CustomSeparated JSON JSONColumns
JSONColumnsWithMetadata JSONCompact JSONCompactColumns JSONCompactEachRow JSONCompactEachRowWithNames
JSONCompactEachRowWithNamesAndTypes JSONCompactEachRowWithProgress JSONCompactStrings
JSONCompactStringsEachRow JSONCompactStringsEachRowWithNames JSONCompactStringsEachRowWithNamesAndTypes
JSONCompactStringsEachRowWithProgress JSONEachRow JSONEachRowWithProgress JSONLines JSONObjectEachRow
JSONStrings JSONStringsEachRow JSONStringsEachRowWithProgress LineAsString Markdown MsgPack Native NDJSON
Null ORC Parquet Pretty PrettyCompact PrettyCompactMonoBlock PrettyCompactNoEscapes PrettyJSONEachRow
PrettyJSONLines PrettyMonoBlock PrettyNDJSON PrettyNoEscapes PrettySpace PrettySpaceMonoBlock
PrettySpaceNoEscapes RawBLOB RowBinary RowBinaryWithDefaults RowBinaryWithNames
RowBinaryWithNamesAndTypes SQLInsert TSKV TSV TSVRaw TSVRawWithNames TSVRawWithNamesAndTypes TSVWithNames
TSVWithNamesAndTypes TabSeparated TabSeparatedRaw TabSeparatedRawWithNames
TabSeparatedRawWithNamesAndTypes TabSeparatedWithNames TabSeparatedWithNamesAndTypes Values Vertical XML
"""
)
