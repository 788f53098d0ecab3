"""Functions and keywords of DuckDB 1.5 as it lists them itself; a test compares both."""

from __future__ import annotations

# By the type they return, whatever they are given.
RETURNS = {
    "BIGINT": (
        "approx_count_distinct array_length bit_length century char_length character_length"
        " count count_star currval damerau_levenshtein date_diff date_sub datediff datesub day"
        " dayofmonth dayofweek dayofyear decade dense_rank editdist3 epoch_ns epoch_us era"
        " hamming hour instr isodow isoyear len length length_grapheme levenshtein microsecond"
        " millennium millisecond minute mismatches month nanosecond nextval ntile octet_length"
        " position quarter rank rank_dense row_number second strlen strpos timezone_hour"
        " timezone_minute week weekday weekofyear year yearweek"
    ),
    "BIT": ("bitstring bitstring_agg set_bit"),
    "BLOB": (
        "create_sort_key encode from_base64 from_binary from_hex st_asbinary st_aswkb unbin unhex"
    ),
    "BOOLEAN": (
        "array_contains array_has array_has_all array_has_any bool_and bool_or"
        " can_cast_implicitly contains ends_with ilike_escape in_search_path"
        " is_histogram_other_bin isfinite isinf isnan json_contains json_valid like_escape"
        " list_contains list_has list_has_all list_has_any map_contains not_ilike_escape"
        " not_like_escape prefix regexp_full_match regexp_matches signbit st_intersects_extent"
        " starts_with struct_contains struct_has suffix"
    ),
    "DATE": ("current_date last_day make_date today"),
    "DOUBLE": (
        "acos acosh asin asinh atan atan2 atanh cbrt corr cos cosh cot covar_pop covar_samp"
        " cume_dist degrees entropy epoch even exp favg fsum gamma jaccard jaro_similarity"
        " jaro_winkler_similarity julian kahan_sum kurtosis kurtosis_pop lgamma ln log log10"
        " log2 percent_rank pi pow power product radians random regr_avgx regr_avgy"
        " regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem sin sinh skewness"
        " sqrt stddev stddev_pop stddev_samp sumkahan tan tanh var_pop var_samp variance"
    ),
    "HUGEINT": ("count_if countif factorial"),
    "INTEGER": (
        "array_indexof array_position ascii bit_position get_bit list_indexof list_position"
        " ord struct_indexof struct_position unicode"
    ),
    "INTERVAL": (
        "age normalized_interval to_centuries to_days to_decades to_hours to_microseconds"
        " to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_weeks"
        " to_years"
    ),
    "JSON": (
        "array_to_json json_array json_merge_patch json_object json_quote json_serialize_plan"
        " json_serialize_sql json_structure row_to_json to_json"
    ),
    "TIME": ("current_localtime make_time"),
    "TIMESTAMP": ("current_localtimestamp make_timestamp make_timestamp_ms strptime try_strptime"),
    "TIMESTAMP WITH TIME ZONE": (
        "get_current_timestamp make_timestamptz now to_timestamp transaction_timestamp"
        " uuid_extract_timestamp"
    ),
    "TIMESTAMP_NS": ("make_timestamp_ns"),
    "TINYINT": ("sign"),
    "UBIGINT": (
        "array_unique cardinality current_connection_id current_query_id"
        " current_transaction_id hash list_unique parse_formatted_bytes timetz_byte_comparable"
        " txid_current"
    ),
    "UINTEGER": ("regr_count uuid_extract_version"),
    "UUID": ("gen_random_uuid uuid uuidv4 uuidv7"),
    "VARCHAR": (
        "alias bar base64 bin chr concat_ws current_database current_query current_schema"
        " dayname decode enum_first enum_last format format_bytes group_concat hex"
        " icu_collate_af icu_collate_am icu_collate_ar icu_collate_ar_sa icu_collate_as"
        " icu_collate_az icu_collate_be icu_collate_bg icu_collate_bn icu_collate_bo"
        " icu_collate_br icu_collate_bs icu_collate_ca icu_collate_ceb icu_collate_chr"
        " icu_collate_cs icu_collate_cy icu_collate_da icu_collate_de icu_collate_de_at"
        " icu_collate_dsb icu_collate_dz icu_collate_ee icu_collate_el icu_collate_en"
        " icu_collate_en_us icu_collate_eo icu_collate_es icu_collate_et icu_collate_fa"
        " icu_collate_fa_af icu_collate_ff icu_collate_fi icu_collate_fil icu_collate_fo"
        " icu_collate_fr icu_collate_fr_ca icu_collate_fy icu_collate_ga icu_collate_gl"
        " icu_collate_gu icu_collate_ha icu_collate_haw icu_collate_he icu_collate_he_il"
        " icu_collate_hi icu_collate_hr icu_collate_hsb icu_collate_hu icu_collate_hy"
        " icu_collate_id icu_collate_id_id icu_collate_ig icu_collate_is icu_collate_it"
        " icu_collate_ja icu_collate_ka icu_collate_kk icu_collate_kl icu_collate_km"
        " icu_collate_kn icu_collate_ko icu_collate_kok icu_collate_ku icu_collate_ky"
        " icu_collate_lb icu_collate_lij icu_collate_lkt icu_collate_ln icu_collate_lo"
        " icu_collate_lt icu_collate_lv icu_collate_mk icu_collate_ml icu_collate_mn"
        " icu_collate_mr icu_collate_ms icu_collate_mt icu_collate_my icu_collate_nb"
        " icu_collate_nb_no icu_collate_ne icu_collate_nl icu_collate_nn icu_collate_noaccent"
        " icu_collate_nso icu_collate_om icu_collate_or icu_collate_pa icu_collate_pa_in"
        " icu_collate_pl icu_collate_ps icu_collate_pt icu_collate_ro icu_collate_ru"
        " icu_collate_sa icu_collate_se icu_collate_si icu_collate_sk icu_collate_sl"
        " icu_collate_smn icu_collate_sq icu_collate_sr icu_collate_sr_ba icu_collate_sr_me"
        " icu_collate_sr_rs icu_collate_st icu_collate_sv icu_collate_sw icu_collate_ta"
        " icu_collate_te icu_collate_th icu_collate_tk icu_collate_tn icu_collate_to"
        " icu_collate_tr icu_collate_ug icu_collate_uk icu_collate_ur icu_collate_uz"
        " icu_collate_vi icu_collate_wae icu_collate_wo icu_collate_xh icu_collate_yi"
        " icu_collate_yo icu_collate_yue icu_collate_yue_cn icu_collate_zh icu_collate_zh_cn"
        " icu_collate_zh_hk icu_collate_zh_mo icu_collate_zh_sg icu_collate_zh_tw"
        " icu_collate_zu icu_sort_key json_deserialize_sql json_pretty lcase left left_grapheme"
        " listagg lower lpad ltrim md5 monthname nfc_normalize parse_dirname parse_dirpath"
        " parse_filename printf regexp_escape regexp_extract regexp_replace replace reverse"
        " right right_grapheme rpad rtrim sha1 sha256 st_astext st_aswkt st_crs stats strftime"
        " string_agg strip_accents substr substring substring_grapheme to_base to_base64"
        " to_binary to_hex translate trim typeof ucase upper url_decode url_encode"
        " variant_typeof vector_type version"
    ),
    "VARCHAR[]": (
        "current_schemas enum_range enum_range_boundary parse_path regexp_extract_all"
        " regexp_split_to_array split str_split str_split_regex string_split string_split_regex"
        " string_to_array struct_keys"
    ),
}

AGGREGATES = (
    "any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max"
    " arg_max_null arg_max_nulls_last arg_min arg_min_null arg_min_nulls_last argmax argmin"
    " array_agg avg bit_and bit_or bit_xor bitstring_agg bool_and bool_or corr count count_if"
    " count_star countif covar_pop covar_samp cume_dist dense_rank entropy favg fill first"
    " first_value fsum group_concat histogram histogram_exact kahan_sum kurtosis kurtosis_pop"
    " lag last last_value lead list listagg mad max max_by mean median min min_by mode"
    " nth_value ntile percent_rank product quantile quantile_cont quantile_disc rank"
    " rank_dense regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx"
    " regr_sxy regr_syy reservoir_quantile row_number sem skewness stddev stddev_pop"
    " stddev_samp string_agg sum sum_no_overflow sumkahan var_pop var_samp variance"
)

KEYWORDS = (
    "abort absolute access action add admin after aggregate all also alter always analyse"
    " analyze and anti any array as asc asof assertion assignment asymmetric at attach"
    " attribute authorization backward before begin between bigint binary bit boolean both by"
    " cache call called cascade cascaded case cast catalog centuries century chain char"
    " character characteristics check checkpoint class close cluster coalesce collate"
    " collation column columns comment comments commit committed compression concurrently"
    " configuration conflict connection constraint constraints content continue conversion"
    " copy cost create cross csv cube current cursor cycle data database day days deallocate"
    " dec decade decades decimal declare default defaults deferrable deferred definer delete"
    " delimiter delimiters depends desc describe detach dictionary disable discard distinct do"
    " document domain double drop each else enable encoding encrypted end enum error escape"
    " event except exclude excluding exclusive execute exists explain export export_state"
    " extension extensions external extract false family fetch filter first float following"
    " for force foreign forward freeze from full function functions generated glob global"
    " grant granted group grouping grouping_id groups handler having header hold hour hours"
    " identity if ignore ilike immediate immutable implicit import in include including"
    " increment index indexes inherit inherits initially inline inner inout input insensitive"
    " insert install instead int integer intersect interval into invoker is isnull isolation"
    " join json key label lambda language large last lateral leading leakproof left level like"
    " limit listen load local location lock locked logged macro map mapping match matched"
    " materialized maxvalue merge method microsecond microseconds millennia millennium"
    " millisecond milliseconds minute minutes minvalue mode month months move name names"
    " national natural nchar new next no none not nothing notify notnull nowait null nullif"
    " nulls numeric object of off offset oids old on only operator option options or order"
    " ordinality others out outer over overlaps overlay overriding owned owner parallel parser"
    " partial partition partitioned passing password percent persistent pivot pivot_longer"
    " pivot_wider placing plans policy position positional pragma preceding precision prepare"
    " prepared preserve primary prior privileges procedural procedure program publication"
    " qualify quarter quarters quote range read real reassign recheck recursive ref references"
    " referencing refresh reindex relative release rename repeatable replace replica reset"
    " respect restart restrict returning returns revoke right role rollback rollup row rows"
    " rule sample savepoint schema schemas scope scroll search second seconds secret security"
    " select semi sequence sequences serializable server session set setof sets share show"
    " similar simple skip smallint snapshot some sorted source sql stable standalone start"
    " statement statistics stdin stdout storage stored strict strip struct subscription"
    " substring summarize symmetric sysid system table tables tablesample tablespace target"
    " temp template temporary text then ties time timestamp to trailing transaction transform"
    " treat trigger trim true truncate trusted try_cast type types unbounded uncommitted"
    " unencrypted union unique unknown unlisten unlogged unpack unpivot until update use user"
    " using vacuum valid validate validator value values varchar variable variadic varying"
    " verbose version view views virtual volatile week weeks when where whitespace window with"
    " within without work wrapper write xml xmlattributes xmlconcat xmlelement xmlexists"
    " xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable year years yes zone"
)
