{{- define "descentry.name" -}}
{{- if contains "descentry" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-descentry" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "descentry.applicationId" -}}
{{- index .Values.settings "kafka.application.id" | default "descentry" }}
{{- end }}

{{/* Labels that never change: those by which pods are found. */}}
{{- define "descentry.selector" -}}
app.kubernetes.io/name: descentry
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "descentry.labels" -}}
{{ include "descentry.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: descentry
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "descentry.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "descentry.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- define "descentry.image" -}}
{{- with .Values.image }}{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}{{ end }}
{{- end }}

{{- define "descentry.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "descentry.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* What every container of ours has: image, environment, and where it may write. */}}
{{- define "descentry.container" -}}
image: {{ include "descentry.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext: {{- include "descentry.containerSecurity" . | nindent 2 }}
{{- if or .Values.javaOptions .Values.env }}
env:
  {{- with .Values.javaOptions }}
  - {name: JAVA_TOOL_OPTIONS, value: {{ . | quote }}}
  {{- end }}
  {{- with .Values.env }}{{ toYaml . | nindent 2 }}{{ end }}
{{- end }}
{{- with .Values.envFrom }}
envFrom: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "descentry.mounts" -}}
- {name: settings, mountPath: /etc/descentry, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if .Values.strimzi.enabled }}
- {name: kafka-user, mountPath: /etc/descentry-kafka/user, readOnly: true}
- {name: cluster-ca, mountPath: /etc/descentry-kafka/ca, readOnly: true}
{{- end }}
{{- with .Values.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Volumes of a pod; takes the root and the name of the Kafka user. */}}
{{- define "descentry.volumes" -}}
{{- $root := index . 0 }}
- name: settings
  configMap: {name: {{ include "descentry.name" $root }}}
- name: tmp
  emptyDir: {sizeLimit: 512Mi}
{{- if $root.Values.strimzi.enabled }}
- name: kafka-user
  secret: {secretName: {{ index . 1 }}}
- name: cluster-ca
  secret: {secretName: {{ $root.Values.strimzi.cluster }}-cluster-ca-cert}
{{- end }}
{{- with $root.Values.volumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "descentry.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
