{% docs spanned %}Text of a {{ kind }}.{% enddocs %}

{%+ macro spanned(first, last) %}
    {%- call statement('spanned', fetch_result=True) -%}select 1{%- endcall -%}
    {%- set result = load_result('spanned') -%}
    {{- return(result['data'][0][0] if result and result['data'] else last - first) -}}
{%- endmacro %}
