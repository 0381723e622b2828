/* Names as the documents themselves list them: of these every one must have a home. */

export const inBasic =
  "state id segments direction held disconnect_type start_hold_time dialer_preview voicemail " +
  "callback_numbers callback_user_name script_id external_campaign skip_enabled timeout_seconds " +
  "start_alerting_time connected_time disconnected_time callback_scheduled_time " +
  "automated_callback_config_id provider peer_id wrapup after_call_work";
export const inCallback =
  "state initial_state id segments direction held disconnect_type start_hold_time dialer_preview " +
  "voicemail callback_numbers callback_user_name script_id external_campaign skip_enabled " +
  "timeout_seconds start_alerting_time connected_time disconnected_time callback_scheduled_time " +
  "automated_callback_config_id provider peer_id wrapup after_call_work after_call_work_required " +
  "caller_id caller_id_name queue_media_settings";
export const inParticipant =
  "id name address startTime connectedTime endTime startHoldTime purpose state direction " +
  "disconnectType held wrapupRequired wrapupPrompt user queue team attributes errorInfo script " +
  "wrapupTimeoutMs wrapupSkipped alertingTimeoutMs provider externalContact externalOrganization " +
  "wrapup peer flaggedReason journeyContext conversationRoutingData startAcwTime endAcwTime " +
  "outboundPreview voicemail callbackNumbers callbackUserName externalCampaign skipEnabled " +
  "timeoutSeconds automatedCallbackConfigId callbackScheduledTime";
export const inNotification =
  "state id direction held disconnectType startHoldTime dialerPreview voicemail callbackNumbers " +
  "callbackUserName scriptId peerId skipEnabled provider timeoutSeconds connectedTime " +
  "disconnectedTime callbackScheduledTime automatedCallbackConfigId additionalProperties";
export const inEngage =
  "callback_status desired_response_type start_time end_time customer_number attempts dn location " +
  "callback_server_id call_result callback_type customer_id interaction_id status entity_type type " +
  "sub_type media_type parent_id thread_id external_id owner_id creator_app_id start_date end_date " +
  "timeshift category_id allow_children subject stopped_reason text structured_text " +
  "structured_text_mime binary_content binary_content_mime binary_content_size udata";
