{{- define "newsmill.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "newsmill.selector" -}}
app.kubernetes.io/name: newsmill
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "newsmill.labels" -}}
{{ include "newsmill.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Settings of every pod, as variables. The Job runs before the ConfigMap is there. */}}
{{- define "newsmill.environment" -}}
- {name: NEWSMILL_BROKERS, value: {{ .Values.kafka.brokers | quote }}}
- {name: NEWSMILL_TOPIC_PREFIX, value: {{ .Values.kafka.topicPrefix | quote }}}
- {name: NEWSMILL_REPLICATION, value: {{ .Values.kafka.replication | quote }}}
- {name: NEWSMILL_DEDUP_SHARDS, value: {{ .Values.stages.dedup.partitions | quote }}}
{{- range $name, $value := .Values.settings }}
- {name: NEWSMILL_{{ upper $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}

{{/* Nothing runs as root or writes outside its data folder. */}}
{{- define "newsmill.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "newsmill.container" -}}
name: newsmill
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
env: {{ include "newsmill.environment" . | nindent 2 }}
{{- with .Values.kafka.secret }}
envFrom:
  - secretRef: {name: {{ . | quote }}, optional: true}
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}
